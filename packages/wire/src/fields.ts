import { type Attrs, readAttrs, writeAttrs } from "./attrs.ts";
import { Reader } from "./reader.ts";
import type { UInt64 } from "./uint64.ts";
import { Writer } from "./writer.ts";

/** What a field is, for everything that is derived from the table: docs, traces, test data. */
export type FieldKind =
  | "bool"
  | "u32"
  | "u64"
  | "bigUint64"
  | "text"
  | "optionalText"
  | "handle"
  | "bytes"
  | "blob"
  | "rest"
  | "attrs"
  | "names"
  | "u32List"
  | "textList";

/** One field of a message: how it is read and written, and what it is. */
export interface Field<T> {
  readonly kind: FieldKind;
  read(reader: Reader): T;
  /** @throws RangeError or TypeError naming `field`, before anything is sent. */
  write(writer: Writer, value: T, field: string): void;
}

/** The fields of a message in the order of the wire. */
export type Fields = Readonly<Record<string, Field<any>>>;

type FieldValue<F> = F extends Field<infer T> ? T : never;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: undefined extends FieldValue<F[K]> ? K : never;
}[keyof F];

/** The body of a message with these fields. */
export type Body<F extends Fields> = {
  -readonly [K in Exclude<keyof F, OptionalKeys<F>>]: FieldValue<F[K]>;
} & {
  -readonly [K in OptionalKeys<F>]?: FieldValue<F[K]>;
};

/** One byte, 0 or 1; anything but 0 reads as true. */
export const bool: Field<boolean> = {
  kind: "bool",
  read: (reader) => reader.u8() !== 0,
  write: (writer, value) => writer.u8(value ? 1 : 0),
};

export const u32: Field<number> = {
  kind: "u32",
  read: (reader) => reader.u32(),
  write: (writer, value, field) => writer.u32(value, field),
};

/** 8 bytes: a number where that is exact, a bigint above 2^53-1. */
export const u64: Field<UInt64> = {
  kind: "u64",
  read: (reader) => reader.u64(),
  write: (writer, value, field) => writer.u64(value, field),
};

/** 8 bytes, always a bigint: for values that are bit patterns or counts of a whole file system. */
export const bigUint64: Field<bigint> = {
  kind: "bigUint64",
  read: (reader) => reader.bigUint64(),
  write: (writer, value, field) => writer.u64(value, field),
};

/** A name or text, by the session's name codec. */
export const text: Field<string> = {
  kind: "text",
  read: (reader) => reader.text(),
  write: (writer, value, field) => writer.text(value, field),
};

/** Text that old peers leave out at the end of a packet. */
export const optionalText: Field<string | undefined> = {
  kind: "optionalText",
  read: (reader) => (reader.remaining === 0 ? undefined : reader.text()),
  write(writer, value, field) {
    if (value !== undefined) writer.text(value, field);
  },
};

const ownBytes = {
  read: (reader: Reader) => reader.bytes(),
  write: (writer: Writer, value: Uint8Array, field: string) => writer.bytes(value, field),
};

/** A handle: opaque bytes, copied out of the frame because they live long. */
export const handle: Field<Uint8Array> = { kind: "handle", ...ownBytes };

/** A string that is no text, copied out of the frame. */
export const bytes: Field<Uint8Array> = { kind: "bytes", ...ownBytes };

/** The payload of READ and WRITE: a view into the frame, valid for as long as the frame is. */
export const blob: Field<Uint8Array> = {
  kind: "blob",
  read: (reader) => reader.blob(),
  write: (writer, value, field) => writer.bytes(value, field),
};

/** Everything up to the end of the packet, as a view. */
export const rest: Field<Uint8Array> = {
  kind: "rest",
  read: (reader) => reader.rest(),
  write: (writer, value, field) => writer.rest(value, field),
};

export const attrs: Field<Attrs> = { kind: "attrs", read: readAttrs, write: writeAttrs };

/** One entry of a NAME reply. */
export interface NameEntry {
  filename: string;
  /** A line as `ls -l` prints it; free text, not to be parsed. */
  longname: string;
  attrs: Attrs;
}

/** Two lengths and the flags of ATTRS. */
const NAME_MINIMUM = 12;

export const names: Field<NameEntry[]> = {
  kind: "names",
  read(reader) {
    const entries: NameEntry[] = [];
    for (let left = reader.count(NAME_MINIMUM); left > 0; left--) {
      entries.push({ filename: reader.text(), longname: reader.text(), attrs: readAttrs(reader) });
    }
    return entries;
  },
  write(writer, entries, field) {
    writer.u32(entries.length, field);
    for (const entry of entries) {
      writer.text(entry.filename, `${field}.filename`);
      writer.text(entry.longname, `${field}.longname`);
      writeAttrs(writer, entry.attrs, `${field}.attrs`);
    }
  },
};

/** A string with elements packed into it, one after another to its end. */
function packed<T>(
  kind: FieldKind,
  readOne: (reader: Reader) => T,
  writeOne: (writer: Writer, value: T, field: string) => void,
): Field<T[]> {
  return {
    kind,
    read(reader) {
      const inner = reader.inner();
      const values: T[] = [];
      while (inner.remaining > 0) values.push(readOne(inner));
      return values;
    },
    write(writer, values, field) {
      const at = writer.skip(4);
      for (const value of values) writeOne(writer, value, field);
      writer.setU32(at, writer.length - at - 4);
    },
  };
}

/** Packed 4-byte integers (OpenSSH PROTOCOL section 4.12, users-groups-by-id). */
export const u32List = packed<number>("u32List", u32.read, u32.write);

/** Packed names (OpenSSH PROTOCOL section 4.12, users-groups-by-id). */
export const textList = packed<string>("textList", text.read, text.write);

/** Reads the fields in order. */
export function readFields<F extends Fields>(fields: F, reader: Reader): Body<F> {
  const body: Record<string, unknown> = {};
  for (const name in fields) body[name] = fields[name]!.read(reader);
  return body as Body<F>;
}

/**
 * Writes the fields of `body` in order.
 *
 * @throws RangeError or TypeError naming the field that is missing or does not fit.
 */
export function writeFields(fields: Fields, writer: Writer, body: object): void {
  const values = body as Record<string, unknown>;
  let omitted: string | undefined;
  for (const name in fields) {
    const field = fields[name]!;
    const value = values[name] ?? undefined;
    if (value === undefined && field.kind !== "optionalText") throw new TypeError(`${name} is missing`);
    if (value === undefined) omitted ??= name;
    else if (omitted !== undefined)
      throw new TypeError(`${name} is given, but ${omitted} before it is missing`);
    field.write(writer, value, name);
  }
}
