import { createHash } from "node:crypto";
import { readAhead } from "@sftp/prefetch";
import { isSFTPError, type SFTPError } from "@sftp/wire";
import { checkHandle, type CheckResult } from "../../remote/checkFile.ts";
import type { RemoteHandle } from "../../remote/remoteHandle.ts";
import { callError } from "../../session/failures.ts";
import type { Operation } from "../../session/operation.ts";
import type { TransferLimits } from "../limits.ts";
import type { FileOptions } from "../options.ts";

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
async function sameByDigests(
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

/**
 * Compares a remote and a local file from one position up to another.
 *
 * @param to infinite if it is not known where the files end
 * @returns up to where they are the same: the first byte that differs, or that one of them does not have
 */
export async function sameUntil(
  pair: Pair,
  from: number,
  to: number,
  operation: Operation,
  limits: TransferLimits,
): Promise<number> {
  const at = await sameByDigests(pair, from, to, operation);
  return at === to ? at : sameByBytes(pair, at, to, operation.signal, limits);
}

async function sameByBytes(
  { remote, local }: Pair,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
  limits: TransferLimits,
): Promise<number> {
  const { maxInFlightBytes = Number.POSITIVE_INFINITY } = limits;
  const size = local.isRemote === true ? Math.min(remote.sizes.read, Math.floor(maxInFlightBytes / 2)) : 0;
  const parts = readAhead(limits.source(remote), {
    ...limits.window(size || remote.sizes.read, undefined, size),
    start: from,
    end: Number.isFinite(to) ? to : undefined,
    signal,
  });
  let at = from;
  for await (const there of parts) {
    const same = commonLength(there, await local.readFully(at, there.length));
    at += same;
    if (same < there.length) break;
  }
  return at;
}

function commonLength(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  if (Buffer.compare(one.subarray(0, length), other.subarray(0, length)) === 0) return length;
  let at = 0;
  while (one[at] === other[at]) at++;
  return at;
}

/** What the quick choice compares, in bytes. */
const TAIL = 1024 * 1024;

/**
 * How much of a copy can be kept by a transfer that goes on with it: up to where it is what the original is.
 *
 * @param length how much there is to be compared; infinite if that is not known
 */
export async function matchingPrefix(
  pair: Pair,
  length: number,
  resume: FileOptions["resume"],
  operation: Operation,
  limits: TransferLimits,
): Promise<number> {
  if (resume === "tail" && Number.isFinite(length)) {
    if ((await sameUntil(pair, Math.max(0, length - TAIL), length, operation, limits)) === length)
      return length;
  }
  return sameUntil(pair, 0, length, operation, limits);
}

/**
 * Sees to it that a remote and a local file have the same content, of this length.
 *
 * @throws SFTPError ERR_SFTP_MISMATCH
 */
export async function verifyContent(
  pair: Pair,
  length: number,
  operation: Operation,
  limits: TransferLimits,
  mayBeLonger = false,
): Promise<void> {
  const same = await sameUntil(pair, 0, length, operation, limits);
  const isLonger = async (): Promise<boolean> =>
    (await pair.remote.readAt(length, 1, operation.signal)).length > 0;
  if (same === length && (mayBeLonger || !(await isLonger()))) return;
  throw differs(same, operation);
}

/** The error for a copy that differs from its original. */
export function differs(from: number, operation: Operation): SFTPError {
  return callError(
    "ERR_SFTP_MISMATCH",
    `the copy is not what the original is, from byte ${from} on`,
    operation,
  );
}
