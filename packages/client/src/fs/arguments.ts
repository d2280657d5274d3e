import { constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { OpenFlags, utf8 } from "@sftp/wire";

/** A path as `node:fs` takes it. */
export type PathLike = string | Uint8Array | URL;

/** A path as the client takes it: bytes that are no UTF-8 stay what they are. */
export function pathOf(path: PathLike): string {
  if (typeof path === "string") return path;
  return path instanceof URL ? fileURLToPath(path, { windows: false }) : utf8.decode(path);
}

/** A name as it was asked for: text, or bytes with the encoding `buffer`. */
export function nameAs(
  name: string,
  encoding: BufferEncoding | "buffer" | null | undefined,
): string | Buffer {
  if (encoding === undefined || encoding === null || encoding === "utf8" || encoding === "utf-8") return name;
  const bytes = Buffer.from(utf8.encode(name));
  return encoding === "buffer" ? bytes : bytes.toString(encoding);
}

/** The encoding in options that may be one themselves. */
export function encodingOf<E extends string>(
  options: E | { readonly encoding?: E | null | undefined } | null | undefined,
): E | undefined {
  return (typeof options === "string" ? options : options?.encoding) ?? undefined;
}

const OCTAL = /^[0-7]{1,6}$/;

/**
 * Permissions as `node:fs` takes them: a number, or octal digits.
 *
 * @throws TypeError for a string of anything else
 */
export function modeOf(mode: number | string | null | undefined): number | undefined {
  if (typeof mode !== "string") return mode ?? undefined;
  if (!OCTAL.test(mode))
    throw new TypeError(
      `mode must be a number, or a string of octal digits such as "755", but is ${JSON.stringify(mode)}`,
    );
  return Number.parseInt(mode, 8);
}

/** A time as `fs.utimes` takes it: a Date, or seconds since 1970. */
export type TimeLike = Date | number | bigint | string;

/** Seconds since 1970. */
export function secondsOf(time: TimeLike): number {
  return time instanceof Date ? time.getTime() / 1000 : Number(time);
}

const { O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_TRUNC, O_EXCL } = constants;

/** Flags of `fs.open` as a mode of `SFTPClient.open`; what says how a local file is written (`s`) has no meaning here. */
export function openFlags(flags: string | number): string | number {
  if (typeof flags === "string") return flags.replace("s", "");
  const access =
    flags & O_RDWR ? OpenFlags.READ | OpenFlags.WRITE : flags & O_WRONLY ? OpenFlags.WRITE : OpenFlags.READ;
  return (
    access |
    (flags & O_APPEND ? OpenFlags.APPEND : 0) |
    (flags & O_CREAT ? OpenFlags.CREAT : 0) |
    (flags & O_TRUNC ? OpenFlags.TRUNC : 0) |
    (flags & O_EXCL ? OpenFlags.EXCL : 0)
  );
}
