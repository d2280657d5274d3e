import { escapeName } from "./escapeName.ts";
import type { Reader } from "./reader.ts";
import type { UInt64 } from "./uint64.ts";
import type { Writer } from "./writer.ts";

/**
 * ATTRS as it stands on the wire (draft-ietf-secsh-filexfer-02 section 5): an absent field was not sent, or is
 * not to be set. `@sftp/attributes` dresses it for people.
 */
export interface Attrs {
  /** Bytes. */
  size?: UInt64 | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
  /** All of `st_mode`: the type bits and the permissions. */
  mode?: number | undefined;
  /** Seconds since 1970, unsigned; fractions are dropped when it is sent. */
  atime?: number | undefined;
  /** Seconds since 1970, unsigned; fractions are dropped when it is sent. */
  mtime?: number | undefined;
  /** Extended pairs; the values are bytes of their own. Where a peer names one twice, the first counts. */
  extended?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Flag bits that v3 does not define, as the peer sent them; never sent. */
  unknownFlags?: number | undefined;
}

/** The flag bits of ATTRS: which groups of fields follow. */
export const AttrsFlag = {
  SIZE: 0x1,
  UIDGID: 0x2,
  PERMISSIONS: 0x4,
  ACMODTIME: 0x8,
  EXTENDED: 0x8000_0000,
} as const;

const KNOWN = 0x8000_000f;
/** A pair is two strings, so at least their two lengths. */
const PAIR_MINIMUM = 8;

/** Takes ATTRS from a frame. */
export function readAttrs(reader: Reader): Attrs {
  const flags = reader.u32();
  const attrs: Attrs = {};
  if (flags & AttrsFlag.SIZE) attrs.size = reader.u64();
  if (flags & AttrsFlag.UIDGID) {
    attrs.uid = reader.u32();
    attrs.gid = reader.u32();
  }
  if (flags & AttrsFlag.PERMISSIONS) attrs.mode = reader.u32();
  if (flags & AttrsFlag.ACMODTIME) {
    attrs.atime = reader.u32();
    attrs.mtime = reader.u32();
  }
  if (flags & AttrsFlag.EXTENDED) attrs.extended = readPairs(reader);
  const unknown = (flags & ~KNOWN) >>> 0;
  if (unknown !== 0) attrs.unknownFlags = unknown;
  return attrs;
}

function readPairs(reader: Reader): Map<string, Uint8Array> {
  const pairs = new Map<string, Uint8Array>();
  for (let left = reader.count(PAIR_MINIMUM); left > 0; left--) {
    const name = reader.text();
    const value = reader.bytes();
    if (!pairs.has(name)) pairs.set(name, value);
  }
  return pairs;
}

/**
 * Puts ATTRS into a frame.
 *
 * @throws TypeError if only one of uid and gid, or of atime and mtime, is given: the wire has them in pairs.
 * @throws RangeError naming the field, for a value that does not fit.
 */
export function writeAttrs(writer: Writer, attrs: Attrs, field: string): void {
  const owner = pair(attrs.uid, attrs.gid, field, "uid", "gid");
  const times = pair(attrs.atime, attrs.mtime, field, "atime", "mtime");
  const extended = attrs.extended?.size ? attrs.extended : undefined;
  const flags =
    (attrs.size === undefined ? 0 : AttrsFlag.SIZE) |
    (owner === undefined ? 0 : AttrsFlag.UIDGID) |
    (attrs.mode === undefined ? 0 : AttrsFlag.PERMISSIONS) |
    (times === undefined ? 0 : AttrsFlag.ACMODTIME) |
    (extended === undefined ? 0 : AttrsFlag.EXTENDED);
  writer.u32(flags >>> 0, field);
  if (attrs.size !== undefined) writer.u64(attrs.size, `${field}.size`);
  if (owner !== undefined) {
    writer.u32(owner[0], `${field}.uid`);
    writer.u32(owner[1], `${field}.gid`);
  }
  if (attrs.mode !== undefined) writer.u32(attrs.mode, `${field}.mode`);
  if (times !== undefined) {
    writer.u32(Math.trunc(times[0]), `${field}.atime`);
    writer.u32(Math.trunc(times[1]), `${field}.mtime`);
  }
  if (extended !== undefined) {
    writer.u32(extended.size, `${field}.extended`);
    for (const [name, value] of extended) {
      writer.text(name, `${field}.extended`);
      writer.bytes(value, `${field}.extended.${escapeName(name)}`);
    }
  }
}

function pair(
  first: number | undefined,
  second: number | undefined,
  field: string,
  firstName: string,
  secondName: string,
): [number, number] | undefined {
  if (first === undefined && second === undefined) return undefined;
  if (first === undefined || second === undefined) {
    const [given, missing] = second === undefined ? [firstName, secondName] : [secondName, firstName];
    throw new TypeError(
      `${field}.${given} is given without ${field}.${missing}: they travel together, give both`,
    );
  }
  return [first, second];
}
