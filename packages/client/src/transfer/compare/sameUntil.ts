import { readAhead } from "@sftp/prefetch";
import type { Operation } from "../../session/operation.ts";
import type { TransferLimits } from "../transferLimits.ts";
import { type Pair, sameByDigests } from "./sameByDigests.ts";

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
