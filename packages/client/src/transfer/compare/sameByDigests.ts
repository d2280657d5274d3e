import { createHash } from "node:crypto";
import { isSFTPError } from "@sftp/wire";
import { type CheckResult, checkHandle } from "../../file/checkFile.ts";
import type { Operation } from "../../session/operation.ts";
import type { RemoteHandle } from "../../file/remoteHandle.ts";

/** What servers and Node have both; the strongest that everybody has comes first. */
const ALGORITHMS = "sha256,sha512,sha1,md5";

/** Bytes that one digest is of. */
const BLOCK = 1024 * 1024;

/** Bytes that one request is about, so that its answer is short and an abort does not wait for long. */
const SPAN = 64 * BLOCK;

/** A remote file that is open for reading, and what it is compared with: mostly a local one. */
export interface Pair {
  readonly remote: RemoteHandle;
  readonly local: Readable;
}

/** What a remote file is compared with. */
export interface Readable {
  /** Whether reading it counts in the limits of the transfer too. */
  readonly isRemote?: boolean;
  /** Reads `length` bytes, or fewer if the file ends before. */
  readFully(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Compares a remote and a local file by digests that the server computes, as far as it can.
 *
 * @returns up to where all digests were the same
 */
export async function sameByDigests(
  { remote, local }: Pair,
  from: number,
  to: number,
  operation: Operation,
): Promise<number> {
  const { context } = remote;
  if (!context.capabilities.has("check-file") || !Number.isFinite(to)) return from;
  for (let at = from; at < to; at += SPAN) {
    const length = Math.min(SPAN, to - at);
    const range = { algorithms: ALGORITHMS, offset: at, length, blockSize: BLOCK };
    let result: CheckResult;
    try {
      result = await checkHandle(context, remote.bytes("check"), range, operation);
    } catch (error) {
      if (isSFTPError(error) && error.status !== undefined) return at;
      throw error;
    }
    const same = await sameBlocks(local, at, length, result);
    if (same < length) return at + same;
  }
  return to;
}

async function sameBlocks(
  local: Pair["local"],
  offset: number,
  length: number,
  { algorithm, digests }: CheckResult,
): Promise<number> {
  let digestAt = 0;
  for (let at = 0; at < length; at += BLOCK) {
    const block = await local.readFully(offset + at, Math.min(BLOCK, length - at));
    const digest = createHash(algorithm).update(block).digest();
    if (!digest.equals(digests.subarray(digestAt, digestAt + digest.length))) return at;
    digestAt += digest.length;
  }
  return length;
}
