import type { Attrs, UInt64 } from "@sftp/wire";
import { fileType, type FileType } from "./fileType.ts";
import { formatAttributes, formatListLine } from "./format.ts";

/** What attributes are made from; an absent field is unknown, or not to be changed. */
export interface SFTPAttributesInit {
  filename?: string | undefined;
  longname?: string | undefined;
  /** Bytes. */
  size?: UInt64 | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
  /** All of `st_mode`: the type bits and the permissions. */
  mode?: number | undefined;
  /** A Date, or seconds since 1970. */
  atime?: Date | number | undefined;
  /** A Date, or seconds since 1970. */
  mtime?: Date | number | undefined;
  /** Extended pairs, name to bytes. */
  attr?: ReadonlyMap<string, Uint8Array> | undefined;
}

/** The fields of Node's `fs.Stats` and `fs.BigIntStats` that SFTP has. */
export interface StatsLike {
  size: number | bigint;
  uid: number | bigint;
  gid: number | bigint;
  mode: number | bigint;
  atimeMs: number | bigint;
  mtimeMs: number | bigint;
}

const NONE: ReadonlyMap<string, Uint8Array> = new Map();

/**
 * The attributes of a file, with the habits of Node's `fs.Stats`. Only what was sent is there: an absent field is
 * `undefined`, and `isFile()` and its like are false where the type is unknown. Immutable.
 */
export class SFTPAttributes {
  /** The name without a path, in listings. */
  readonly filename: string | undefined;
  /** The server's own line for it (`ls -l`), in listings; free text, not to be parsed or printed raw. */
  readonly longname: string | undefined;
  /** Bytes, exact: a bigint above 2^53-1. */
  readonly exactSize: UInt64 | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** All of `st_mode`: the type bits and the permissions. */
  readonly mode: number | undefined;
  /** Milliseconds since 1970. */
  readonly atimeMs: number | undefined;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number | undefined;
  /** Extended pairs, name to bytes. */
  readonly attr: ReadonlyMap<string, Uint8Array>;

  constructor(init: SFTPAttributesInit = {}) {
    this.filename = init.filename;
    this.longname = init.longname;
    this.exactSize = init.size;
    this.uid = init.uid;
    this.gid = init.gid;
    this.mode = init.mode;
    this.atimeMs = milliseconds(init.atime);
    this.mtimeMs = milliseconds(init.mtime);
    this.attr = init.attr ?? NONE;
  }

  /** The attributes in Node's `fs.Stats` or `fs.BigIntStats`. */
  static fromStat(stats: StatsLike, filename?: string, longname?: string): SFTPAttributes {
    return new SFTPAttributes({
      filename,
      longname,
      size: stats.size,
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      mode: Number(stats.mode),
      atime: Number(stats.atimeMs) / 1000,
      mtime: Number(stats.mtimeMs) / 1000,
    });
  }

  /** The attributes in ATTRS as they were received. */
  static fromWire(attrs: Attrs, filename?: string, longname?: string): SFTPAttributes {
    return new SFTPAttributes({ ...attrs, attr: attrs.extended, filename, longname });
  }

  /** ATTRS to be sent; fractions of seconds are dropped on the way. */
  toWire(): Attrs {
    return {
      size: this.exactSize,
      uid: this.uid,
      gid: this.gid,
      mode: this.mode,
      atime: this.atimeMs === undefined ? undefined : this.atimeMs / 1000,
      mtime: this.mtimeMs === undefined ? undefined : this.mtimeMs / 1000,
      extended: this.attr,
    };
  }

  /**
   * Bytes.
   *
   * @throws RangeError above 2^53-1, where a number would lose bits: use `exactSize`.
   */
  get size(): number | undefined {
    if (typeof this.exactSize === "bigint" && this.exactSize > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`a size of ${this.exactSize} bytes is above 2^53-1: use exactSize`);
    }
    return this.exactSize === undefined ? undefined : Number(this.exactSize);
  }

  get atime(): Date | undefined {
    return this.atimeMs === undefined ? undefined : new Date(this.atimeMs);
  }

  get mtime(): Date | undefined {
    return this.mtimeMs === undefined ? undefined : new Date(this.mtimeMs);
  }

  /** What kind of thing it is; `unknown` where no mode says so. */
  get type(): FileType {
    return fileType(this.mode);
  }

  isFile(): boolean {
    return this.type === "file";
  }

  isDirectory(): boolean {
    return this.type === "directory";
  }

  isSymbolicLink(): boolean {
    return this.type === "symlink";
  }

  isFIFO(): boolean {
    return this.type === "fifo";
  }

  isSocket(): boolean {
    return this.type === "socket";
  }

  isCharacterDevice(): boolean {
    return this.type === "char";
  }

  isBlockDevice(): boolean {
    return this.type === "block";
  }

  /** One line in the form of paramiko's `str()`; for `ls -l`'s own form see `longname()`. */
  toString(): string {
    return formatListLine(this);
  }

  /** The line of `toString` as UTF-8. */
  asBytes(): Uint8Array {
    return new TextEncoder().encode(this.toString());
  }

  /** What `console.log` shows: only the groups that are present. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatAttributes(this);
  }
}

function milliseconds(time: Date | number | undefined): number | undefined {
  return typeof time === "number" ? time * 1000 : time?.getTime();
}
