import { repeats } from "@sftp/testing";
import * as fc from "fast-check";

import {
  type Attrs,
  type ExtendedReplyRow,
  extendedReplies,
  type FieldKind,
  type Fields,
  MAX_UINT64,
  type NameEntry,
  replies,
  type ReplyName,
  type ReplyRow,
  type RequestName,
  type RequestRow,
  requests,
  toUInt64,
  utf8,
} from "../src/index.ts";

/** Where 64-bit integers break: either side of 2^32 and 2^53, and the ends. */
export const UINT64_EDGES: readonly bigint[] = [0n, 1n, 32n, 53n, 63n, 64n]
  .flatMap((power) => [2n ** power - 1n, 2n ** power, 2n ** power + 1n])
  .filter((value) => value <= MAX_UINT64);

const uint32 = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const bigUint64 = fc.oneof(fc.constantFrom(...UINT64_EDGES), fc.bigInt({ min: 0n, max: MAX_UINT64 }));
const bytes = fc.uint8Array({ maxLength: 300 });
/** Any bytes are a name: half of these are no UTF-8. */
const text = fc.oneof(bytes.map(utf8.decode), fc.string({ unit: "grapheme" }));

const exact = { noNullPrototype: true } as const;

const attrs: fc.Arbitrary<Attrs> = fc
  .tuple(
    fc.record({ size: bigUint64.map(toUInt64), mode: uint32 }, { ...exact, requiredKeys: [] }),
    fc.oneof(fc.constant({}), fc.record({ uid: uint32, gid: uint32 }, exact)),
    fc.oneof(fc.constant({}), fc.record({ atime: uint32, mtime: uint32 }, exact)),
    fc.oneof(
      fc.constant({}),
      fc
        .array(fc.tuple(text, bytes), { minLength: 1, maxLength: 3 })
        .map((pairs) => ({ extended: new Map(pairs) })),
    ),
  )
  .map((groups) => Object.assign({}, ...groups));

const names: fc.Arbitrary<NameEntry[]> = fc.array(
  fc.record({ filename: text, longname: text, attrs }, exact),
  {
    maxLength: 5,
  },
);

const kinds: Readonly<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  u32: uint32,
  u64: bigUint64.map(toUInt64),
  bigUint64,
  text,
  optionalText: text,
  handle: fc.uint8Array({ maxLength: 256 }),
  bytes,
  blob: fc.uint8Array({ maxLength: 2000 }),
  rest: bytes,
  attrs,
  names,
  u32List: fc.array(uint32, { maxLength: 5 }),
  textList: fc.array(text, { maxLength: 5 }),
};

/** Bodies of a message with these fields, derived from their kinds; optional fields are left out from the end. */
function bodies(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(fields);
  const required = entries.filter(([, { kind }]) => kind !== "optionalText").length;
  return fc
    .integer({ min: required, max: entries.length })
    .chain((length) =>
      fc.record(
        Object.fromEntries(entries.slice(0, length).map(([name, { kind }]) => [name, kinds[kind]])),
        exact,
      ),
    );
}

/** Request ids and all other unsigned 32-bit integers. */
export const ids: fc.Arbitrary<number> = uint32;

/** A message by the name of its row. The body fits the row, which the type does not say. */
export interface AnyMessage<N> {
  name: N;
  id: number;
  body: any;
}

function messages<N extends string, R>(
  rows: Readonly<Record<N, R>>,
  fieldsOf: (row: R) => Fields,
): fc.Arbitrary<AnyMessage<N>> {
  const each = (Object.keys(rows) as N[]).map((name) =>
    fc.record({ name: fc.constant(name), id: ids, body: bodies(fieldsOf(rows[name])) }, exact),
  );
  return fc.oneof(...each);
}

/** Requests of every row. */
export const anyRequest = messages<RequestName, RequestRow>(requests, (row) => row.fields);

/** Replies of every row. */
export const anyReply = messages<ReplyName, ReplyRow>(replies, (row) => row.fields);

/** Replies to the extensions that have one of their own, of every row. */
export const anyExtendedReply = messages<keyof typeof extendedReplies, ExtendedReplyRow>(
  extendedReplies,
  (row) => row.extendedReply,
);

/** INIT and VERSION. */
export const anyVersion = fc.record(
  {
    version: uint32,
    extensions: fc.array(fc.tuple(text, bytes), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  },
  exact,
);

/** A packet with a few bytes overwritten, removed or put in: what a broken peer sends. */
export function damaged(packets: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const damage = fc.record({
    at: fc.nat(),
    remove: fc.integer({ min: 0, max: 4 }),
    put: fc.uint8Array({ maxLength: 4 }),
  });
  return fc.tuple(packets, fc.array(damage, { minLength: 1, maxLength: 3 })).map(([packet, damages]) =>
    damages.reduce((before, { at, remove, put }) => {
      const from = at % (before.length + 1);
      return Uint8Array.from([...before.subarray(0, from), ...put, ...before.subarray(from + remove)]);
    }, packet),
  );
}

/** How often a property runs in the suite, always with the same examples. */
export const runs = (inSuite: number): { seed: number; numRuns: number } => ({
  seed: 20_261_123,
  numRuns: repeats(inSuite),
});
