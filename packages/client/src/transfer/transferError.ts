import { TransferError } from "@sftp/prefetch";
import { callError, type Subject } from "../session/callError.ts";

/**
 * The error of a transfer as this package shows it: of the one class, and saying what was transferred.
 *
 * @param leftover the path of what the transfer has left behind
 */
export function transferError(error: unknown, subject: Subject, leftover?: string): unknown {
  const shown = error instanceof TransferError ? callError(error.code, error.message, subject, error) : error;
  // What a listener threw is the user's own; one that takes nothing more goes without.
  if (leftover !== undefined && shown instanceof Error) Reflect.set(shown, "leftover", leftover);
  return shown;
}

/**
 * Compares what arrived with what was sent; a size that is not known is no mismatch.
 *
 * @throws SFTPError ERR_SFTP_MISMATCH
 */
export function compareSizes(arrived: number | bigint | undefined, sent: number, subject: Subject): void {
  if (arrived === undefined || BigInt(arrived) === BigInt(sent)) return;
  throw callError("ERR_SFTP_MISMATCH", `size mismatch in ${subject.name}! ${arrived} != ${sent}`, subject);
}
