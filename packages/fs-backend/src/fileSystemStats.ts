import fs from "node:fs";

import type { FileSystemStats } from "@sftp/server";

import { type Located } from "./byteText.ts";
import type { Calls } from "./calls.ts";
import { MAX_NAME } from "./parsePath.ts";
import { type Routine, wait } from "./routine.ts";

const READ_ONLY = 1n;
const NO_SETID = 2n;

/** Something that lies on a file system. */
export interface Resident {
  readonly path: Located;
  /** `st_dev`. */
  readonly dev: number;
  /** A descriptor for it, where there is one: on Linux it knows the very mount. */
  readonly fd?: number | undefined;
}

/** What statvfs(3) says of the file system that something lies on, as far as Node and Linux tell. */
export function* fileSystemStats(calls: Calls, { path, dev, fd }: Resident): Routine<FileSystemStats> {
  const { bsize, blocks, bfree, bavail, files, ffree } = yield* wait(calls.statfs(path));
  return {
    bsize,
    frsize: bsize,
    blocks,
    bfree,
    bavail,
    files,
    ffree,
    favail: ffree,
    fsid: BigInt(dev),
    flag: mountFlags(BigInt(dev), fd),
    namemax: BigInt(MAX_NAME),
  };
}

/** The flags of the mount; none where the system has no /proc to read them from. */
function mountFlags(dev: bigint, fd: number | undefined): bigint {
  const mounts = readProc("mountinfo").split("\n").map(parseMount);
  const id = fd === undefined ? undefined : /^mnt_id:\s*(\d+)$/m.exec(readProc(`fdinfo/${fd}`))?.[1];
  const device = `${major(dev)}:${minor(dev)}`;
  const mount = mounts.find((each) => each.id === id) ?? mounts.find((each) => each.device === device);
  if (!mount) return 0n;
  return (mount.options.has("ro") ? READ_ONLY : 0n) | (mount.options.has("nosuid") ? NO_SETID : 0n);
}

interface Mount {
  readonly id: string | undefined;
  readonly device: string | undefined;
  readonly options: ReadonlySet<string>;
}

/** A line of /proc/self/mountinfo (proc(5)): options of the mount and, at the end, of the file system. */
function parseMount(line: string): Mount {
  const fields = line.split(" ");
  const options = `${fields[5]},${fields.at(-1)}`.split(",");
  return { id: fields[0], device: fields[2], options: new Set(options) };
}

function readProc(name: string): string {
  try {
    return fs.readFileSync(`/proc/self/${name}`, "latin1");
  } catch {
    return "";
  }
}

/** As glibc takes a `dev_t` apart. */
function major(dev: bigint): bigint {
  return ((dev >> 32n) & 0xffff_f000n) | ((dev >> 8n) & 0xfffn);
}

function minor(dev: bigint): bigint {
  return ((dev >> 12n) & 0xffff_ff00n) | (dev & 0xffn);
}
