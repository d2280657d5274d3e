import type { Random } from "@sftp/testing";

const UINT32 = [
  0,
  1,
  2,
  3,
  4,
  7,
  8,
  12,
  16,
  127,
  128,
  255,
  256,
  4096,
  32768,
  0xffff,
  0x40400,
  2 ** 31 - 1,
  2 ** 31,
].concat(2 ** 32 - 2, 2 ** 32 - 1);

const UINT64 = [0n, 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n].flatMap((edge) =>
  [edge - 1n, edge, edge + 1n].filter((value) => value >= 0n && value < 2n ** 64n),
);

const NAMES = [
  "",
  ".",
  "..",
  "/",
  "/a/b",
  "C:\\x",
  "a".repeat(300),
  "é",
  "日本",
  "🦊",
  "a\0b",
  "\x1b[31m",
  "\u202egpj",
  "\u2028",
];
const LINES = ["-rw-r--r--    1 root     wheel        1234 Jan  1 00:00 name", "drwxrwxrwt", "?---------"];
const WORDS = [
  "md5",
  "sha1",
  "sha256",
  "md5,sha1",
  "crc32",
  "check-file",
  "3,4,5,6",
  "constructor",
  "__proto__",
  "toString",
];
const TEXTS: readonly Uint8Array[] = [...NAMES, ...LINES, ...WORDS].map((text) => Buffer.from(text));

/** Bytes that are not UTF-8: stray, cut, overlong, surrogate, beyond the last code point. */
const BROKEN: readonly Uint8Array[] = "80 ff c3 e28080ff f09f c080 e08080 eda080 edb280 f4908080 f8888080"
  .split(" ")
  .map((digits) => Buffer.from(digits, "hex"));

/** A `uint32`, mostly one at an edge. */
export function nastyUint32(random: Random): number {
  return random.oneIn(4) ? random.u32() : random.pick(UINT32);
}

/** A `uint64`, mostly one at an edge. */
export function nastyUint64(random: Random): bigint {
  return random.oneIn(4) ? (BigInt(random.u32()) << 32n) | BigInt(random.u32()) : random.pick(UINT64);
}

/** The bytes of a name: ordinary, active, no UTF-8 at all, now and then endless. */
export function nastyText(random: Random): Uint8Array {
  const text = random.pick(TEXTS);
  if (random.oneIn(4)) return Buffer.concat([random.pick(BROKEN), text, random.pick(BROKEN)]);
  if (random.oneIn(20_000))
    return Buffer.alloc(random.below(200_000), Buffer.concat([text, random.pick(BROKEN)]));
  return text;
}

/** Bytes of no meaning; digests and handles have such lengths. */
export function nastyBytes(random: Random): Uint8Array {
  return random.bytes(random.pick([0, 1, 4, 8, 16, 20, 32, 40, 64, 65, 256]));
}
