import { excerpt } from "./escapeName.ts";
import { Reader } from "./reader.ts";
import { protocolError } from "./sftpError.ts";
import { Writer } from "./writer.ts";

/** Bytes of a digest, by the algorithm's name on the wire. */
const DIGEST_SIZES: ReadonlyMap<string, number> = new Map([
  ["md5", 16],
  ["sha1", 20],
  ["sha224", 28],
  ["sha256", 32],
  ["sha384", 48],
  ["sha512", 64],
  ["crc32", 4],
]);

/** The hash algorithms of the check-file extensions (draft-ietf-secsh-filexfer-extensions-00 section 3). */
export const checkFileAlgorithms: readonly string[] = [...DIGEST_SIZES.keys()];

/**
 * How a check-file reply is laid out: `draft` is the algorithm and raw digests, `paramiko` says "check-file"
 * before it, `mina` does that too and puts a length before each digest.
 */
export type CheckFileDialect = "draft" | "paramiko" | "mina";

/** A decoded check-file reply. */
export interface CheckFileReply {
  algorithm: string;
  /** One digest for each block, in order, each as bytes of its own. */
  digests: Uint8Array[];
}

const MARK = "check-file";
const LENGTH_SIZE = 4;

/** The payload of the EXTENDED_REPLY to a check-file request. */
export function encodeCheckFileReply(reply: CheckFileReply, dialect: CheckFileDialect): Uint8Array {
  const writer = new Writer();
  if (dialect !== "draft") writer.text(MARK, "name");
  writer.text(reply.algorithm, "algorithm");
  for (const digest of reply.digests) {
    if (dialect === "mina") writer.bytes(digest, "digest");
    else writer.rest(digest, "digest");
  }
  return writer.finish();
}

/**
 * Decodes the reply to a check-file request, whichever of the three dialects it is in.
 *
 * @param blocks how many digests there must be; `undefined` if that is not known (a range up to a file's end).
 * A range without bytes may be answered with one digest of nothing or with none: pass 0.
 * @throws a protocol error if the payload fits no dialect.
 */
export function decodeCheckFileReply(payload: Uint8Array, blocks?: number): CheckFileReply {
  const reader = new Reader(payload);
  const first = reader.text();
  const algorithm = first === MARK ? reader.text() : first;
  const size = DIGEST_SIZES.get(algorithm);
  if (size === undefined)
    throw protocolError(`check-file was answered with the unknown algorithm ${excerpt(algorithm)}`);
  const rest = reader.rest();
  const digests = split(rest, size, LENGTH_SIZE, blocks) ?? split(rest, size, 0, blocks);
  if (digests === undefined) {
    const expected = blocks === undefined ? "no whole number of" : `not ${blocks}`;
    throw protocolError(
      `check-file was answered with ${rest.length} bytes, which are ${expected} ${algorithm} digests`,
    );
  }
  return { algorithm, digests };
}

/** The digests in `bytes`, each behind a length of `prefix` bytes, or `undefined` if they do not stand there so. */
function split(
  bytes: Uint8Array,
  size: number,
  prefix: 0 | typeof LENGTH_SIZE,
  blocks: number | undefined,
): Uint8Array[] | undefined {
  const step = size + prefix;
  const count = bytes.length / step;
  const right =
    blocks === undefined
      ? Number.isInteger(count)
      : blocks === 0
        ? count === 0 || count === 1
        : count === blocks;
  if (!right) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const digests: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    if (prefix !== 0 && view.getUint32(at) !== size) return undefined;
    digests.push(new Uint8Array(bytes.subarray(at + prefix, at + step)));
  }
  return digests;
}

/** How many digests a range of `length` bytes has; `blockSize` 0 means one for all of it. */
export function checkFileBlocks(length: number, blockSize: number): number {
  return blockSize === 0 ? Math.min(length, 1) : Math.ceil(length / blockSize);
}
