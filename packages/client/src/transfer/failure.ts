import { TransferError } from "@sftp/prefetch";
import { SFTPError } from "@sftp/wire";
import { isRefused } from "../remote/stat.ts";
import { callError, type Subject } from "../session/failures.ts";

/** What a failed transfer has left. */
export interface Remains {
  /** The path of it. */
  readonly leftover: string;
  /** Whether a file was there before whose content is gone. */
  readonly replaced: boolean;
}

/** The error of a transfer as this package shows it: of the one class, and saying what was transferred and what is left. */
export function transferError(error: unknown, subject: Subject, remains?: Remains): unknown {
  const shown = error instanceof TransferError ? callError(error.code, error.message, subject, error) : error;
  // What a listener threw is the user's own; one that takes nothing more goes without.
  if (remains !== undefined && shown instanceof Error) {
    Reflect.set(shown, "leftover", remains.leftover);
    if (remains.replaced) Reflect.set(shown, "replaced", true);
  }
  return shown;
}

/** The error of reading a remote file, which may not be as long as the server had said. */
export function readingError(error: unknown, subject: Subject, advice = ""): unknown {
  if (!(error instanceof TransferError)) return error;
  return callError(error.code, error.message + advice, { ...subject, request: "read" }, error);
}

/** The refusal of a request, with what the user can do about it. */
export function advised(error: SFTPError, advice: string): SFTPError {
  const { code, status, operation, path, request, serverMessage, language } = error;
  const details = { code, operation, path, request, serverMessage, language, cause: error };
  return new SFTPError(status ?? code, `${error.message}; ${advice}`, details);
}

/** The error of an upload none of whose WRITEs was accepted, with what can be done if the server refused one. */
export function firstWriteError(error: unknown, isResumed = false): unknown {
  if (!isRefused(error) || error.request !== "write" || error.code !== "EIO") return error;
  const anew = isResumed ? "without resume the upload begins anew; " : "";
  return advised(error, `${anew}if this server takes only smaller WRITEs, set maxPacketSize of the client`);
}

/** What the user can do about a size that was stated wrongly. */
export const SIZE_ADVICE = "; if the server states wrong sizes, fileSize: 0 reads until the file ends";

/** The error of a transfer of many files, with what those have left that failed after the first. */
export function withOthers(error: unknown, others: readonly unknown[]): unknown {
  const left = others.filter((other): other is Remains => other !== error && hasRemains(other));
  if (left.length > 0 && error instanceof Error) {
    const otherLeftovers = left.map(({ leftover, replaced = false }) => ({ leftover, replaced }));
    Reflect.set(error, "otherLeftovers", otherLeftovers);
  }
  return error;
}

function hasRemains(error: unknown): boolean {
  return error instanceof Error && "leftover" in error;
}

/** The error for a file whose name a directory has. */
export function isDirectoryError(subject: Subject): Error {
  return callError("EISDIR", "it is a directory", subject);
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
