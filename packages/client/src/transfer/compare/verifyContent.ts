import { callError } from "../../session/callError.ts";
import type { Operation } from "../../session/operation.ts";
import type { TransferLimits } from "../transferLimits.ts";
import type { Pair } from "./sameByDigests.ts";
import { sameUntil } from "./sameUntil.ts";

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
): Promise<void> {
  const same = await sameUntil(pair, 0, length, operation, limits);
  const beyond = await pair.remote.readAt(length, 1, operation.signal);
  if (same === length && beyond.length === 0) return;
  throw callError(
    "ERR_SFTP_MISMATCH",
    `the copy is not what the original is, from byte ${same} on`,
    operation,
  );
}
