import { type Attrs, toUInt64, type UInt64, utf8 } from "@sftp/wire";
import type { AttributeFields } from "./attributeFields.ts";
import { fileType, type FileType } from "./fileType.ts";
import { inspection } from "./inspection.ts";
import { listLine } from "./listLine.ts";

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
export class SFTPAttributes implements AttributeFields {
  readonly filename: string | undefined;
  readonly longname: string | undefined;
  readonly exactSize: UInt64 | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly mode: number | undefined;
  readonly atimeMs: number | undefined;
  readonly mtimeMs: number | undefined;
  readonly attr: ReadonlyMap<string, Uint8Array>;

  constructor(init: SFTPAttributesInit = {}) {
    this.filename = init.filename;
    this.longname = init.longname;
    this.exactSize = init.size === undefined ? undefined : toUInt64(init.size);
    this.uid = init.uid;
    this.gid = init.gid;
    this.mode = init.mode;
    this.atimeMs = milliseconds(init.atime);
    this.mtimeMs = milliseconds(init.mtime);
    this.attr = init.attr ?? NONE;
  }

  /**
   * The attributes in Node's `fs.Stats` or `fs.BigIntStats` (which know sizes above 2^53-1 exactly). Times that SFTP v3
   * cannot say, before 1970 or after 2106, become the nearest that it can, so that no file spoils a listing.
   */
  static fromStat(stats: StatsLike, filename?: string, longname?: string): SFTPAttributes {
    return new SFTPAttributes({
      filename,
      longname,
      size: BigInt(stats.size),
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      mode: Number(stats.mode),
      atime: sayableTime(stats.atimeMs),
      mtime: sayableTime(stats.mtimeMs),
    });
  }

  /** The attributes in ATTRS as they were received. */
  static fromWire(attrs: Attrs, filename?: string, longname?: string): SFTPAttributes {
    const { size, uid, gid, mode, atime, mtime, extended } = attrs;
    return new SFTPAttributes({ filename, longname, size, uid, gid, mode, atime, mtime, attr: extended });
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
    if (typeof this.exactSize === "bigint") {
      throw new RangeError(`a size of ${this.exactSize} bytes is above 2^53-1: use exactSize`);
    }
    return this.exactSize;
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
    return listLine(this);
  }

  /** The line of `toString` in bytes; bytes of the name that were no UTF-8 are themselves again. */
  asBytes(): Uint8Array {
    return utf8.encode(this.toString());
  }

  /** What `console.log` shows: only the groups that are present. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return inspection(this);
  }
}

/** The seconds since 1970 that are nearest to a time and fit 4 unsigned bytes. */
function sayableTime(timeMs: number | bigint): number {
  return Math.min(Math.max(Number(timeMs) / 1000, 0), 0xffff_ffff);
}

function milliseconds(time: Date | number | undefined): number | undefined {
  return typeof time === "number" ? time * 1000 : time?.getTime();
}
