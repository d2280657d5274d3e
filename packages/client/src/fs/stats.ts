import type { SFTPAttributes } from "@sftp/attributes";
import type { FileSystemStats } from "../remote/extensions.ts";

const MILLISECOND = 1_000_000n;

/** The kinds of things, as `fs.Stats` and `fs.Dirent` tell them. */
export class Kind {
  readonly #attributes: SFTPAttributes;

  constructor(attributes: SFTPAttributes) {
    this.#attributes = attributes;
  }

  isFile(): boolean {
    return this.#attributes.isFile();
  }

  isDirectory(): boolean {
    return this.#attributes.isDirectory();
  }

  isSymbolicLink(): boolean {
    return this.#attributes.isSymbolicLink();
  }

  isFIFO(): boolean {
    return this.#attributes.isFIFO();
  }

  isSocket(): boolean {
    return this.#attributes.isSocket();
  }

  isCharacterDevice(): boolean {
    return this.#attributes.isCharacterDevice();
  }

  isBlockDevice(): boolean {
    return this.#attributes.isBlockDevice();
  }
}

/**
 * Attributes in the form of `fs.Stats`. What SFTP does not have is what it is for most: one link, no device, no inode;
 * the times of change and birth are that of modification.
 */
export class RemoteStats extends Kind {
  readonly dev = 0;
  readonly ino = 0;
  readonly nlink = 1;
  readonly rdev = 0;
  readonly blksize = 4096;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly blocks: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly birthtimeMs: number;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly birthtime: Date;

  constructor(attributes: SFTPAttributes) {
    super(attributes);
    this.mode = attributes.mode ?? 0;
    this.uid = attributes.uid ?? 0;
    this.gid = attributes.gid ?? 0;
    this.size = attributes.size ?? 0;
    this.blocks = Math.ceil(this.size / 512);
    this.atimeMs = attributes.atimeMs ?? 0;
    this.mtimeMs = this.ctimeMs = this.birthtimeMs = attributes.mtimeMs ?? 0;
    this.atime = new Date(this.atimeMs);
    this.mtime = new Date(this.mtimeMs);
    this.ctime = new Date(this.ctimeMs);
    this.birthtime = new Date(this.birthtimeMs);
  }
}

/** The same in the form of `fs.BigIntStats`. */
export class RemoteBigIntStats extends Kind {
  readonly dev = 0n;
  readonly ino = 0n;
  readonly nlink = 1n;
  readonly rdev = 0n;
  readonly blksize = 4096n;
  readonly mode: bigint;
  readonly uid: bigint;
  readonly gid: bigint;
  readonly size: bigint;
  readonly blocks: bigint;
  readonly atimeMs: bigint;
  readonly mtimeMs: bigint;
  readonly ctimeMs: bigint;
  readonly birthtimeMs: bigint;
  readonly atimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly birthtimeNs: bigint;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly birthtime: Date;

  constructor(attributes: SFTPAttributes) {
    super(attributes);
    this.mode = BigInt(attributes.mode ?? 0);
    this.uid = BigInt(attributes.uid ?? 0);
    this.gid = BigInt(attributes.gid ?? 0);
    this.size = BigInt(attributes.exactSize ?? 0);
    this.blocks = (this.size + 511n) / 512n;
    this.atimeMs = BigInt(attributes.atimeMs ?? 0);
    this.mtimeMs = this.ctimeMs = this.birthtimeMs = BigInt(attributes.mtimeMs ?? 0);
    this.atimeNs = this.atimeMs * MILLISECOND;
    this.mtimeNs = this.ctimeNs = this.birthtimeNs = this.mtimeMs * MILLISECOND;
    this.atime = new Date(Number(this.atimeMs));
    this.mtime = new Date(Number(this.mtimeMs));
    this.ctime = new Date(Number(this.ctimeMs));
    this.birthtime = new Date(Number(this.birthtimeMs));
  }
}

/** What options of `stat` and its like say. */
export interface StatOptions {
  bigint?: boolean | undefined;
}

/** Attributes in the form that was asked for. */
export function statsOf(attributes: SFTPAttributes, options?: StatOptions): RemoteStats | RemoteBigIntStats {
  return options?.bigint === true ? new RemoteBigIntStats(attributes) : new RemoteStats(attributes);
}

const FIELDS = ["blocks", "bfree", "bavail", "files", "ffree"] as const;

/** A file system's figures in the form of `fs.StatFs`, blocks in units of `bsize`; SFTP does not have its type. */
export function statfsOf(stats: FileSystemStats, options?: StatOptions): Record<string, number | bigint> {
  const figures: [string, bigint][] = [
    ["type", 0n],
    ["bsize", stats.frsize],
    ...FIELDS.map((field): [string, bigint] => [field, stats[field]]),
  ];
  if (options?.bigint === true) return Object.fromEntries(figures);
  return Object.fromEntries(figures.map(([name, value]) => [name, Number(value)]));
}
