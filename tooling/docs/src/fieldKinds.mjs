// @ts-check

/**
 * What each kind of field is on the wire and in JavaScript. A kind of the codec that is missing here is a type error.
 *
 * @type {Readonly<Record<import("@sftp/wire").FieldKind, { wire: string, value: string }>>}
 */
export const fieldKinds = {
  bool: { wire: "1 byte, 0 or 1", value: "`boolean`" },
  u32: { wire: "4 bytes, unsigned", value: "`number`" },
  u64: { wire: "8 bytes, unsigned", value: "`number` up to 2^53-1, `bigint` above" },
  bigUint64: { wire: "8 bytes, unsigned", value: "`bigint`" },
  text: { wire: "string that is a name", value: "`string`, lossless (see Names)" },
  optionalText: { wire: "string, or nothing if the packet ends here", value: "`string` or `undefined`" },
  handle: { wire: "string", value: "`Uint8Array`, a copy" },
  bytes: { wire: "string", value: "`Uint8Array`, a copy" },
  blob: { wire: "string", value: "`Uint8Array`, a view into the frame" },
  rest: { wire: "everything up to the packet's end", value: "`Uint8Array`, a view into the frame" },
  attrs: { wire: "ATTRS (see Attributes)", value: "`Attrs`" },
  names: { wire: "u32 count, then for each: filename, longname, ATTRS", value: "`NameEntry[]`" },
  u32List: { wire: "string of packed u32", value: "`number[]`" },
  textList: { wire: "string of packed strings", value: "`string[]`" },
};
