import type { Operation } from "../../session/operation.ts";
import type { TransferLimits } from "../transferLimits.ts";
import type { FileOptions } from "../transferOptions.ts";
import type { Pair } from "./sameByDigests.ts";
import { sameUntil } from "./sameUntil.ts";

/** What the quick choice compares, in bytes. */
const TAIL = 1024 * 1024;

/**
 * How much of a copy can be kept by a transfer that goes on with it: up to where it is what the original is.
 *
 * @param length how much there is to be compared; infinite if that is not known
 */
export async function keptLength(
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
