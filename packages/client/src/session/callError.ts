import { type ReplyBody, SFTPError, type SFTPErrorDetails, statusErrno, statusText } from "@sftp/wire";
import type { Operation } from "./operation.ts";

/** What failed, as errors name it. */
export type Subject = Partial<Pick<Operation, "name" | "path" | "destination">>;

/** The error for a STATUS that is no success: the server's words where it has some, else the draft's. */
export function statusError(status: ReplyBody<"status">, subject: Subject, code?: string): SFTPError {
  const words = status.message || statusText(status.code);
  return new SFTPError(status.code, describe(code ?? statusErrno(status.code), words, subject), {
    ...details(subject),
    code,
    serverMessage: status.message,
    language: status.language,
  });
}

/** The error for an operation that failed without the server's saying so. */
export function callError(code: string, words: string, subject: Subject = {}, cause?: unknown): SFTPError {
  return new SFTPError(code, describe(code, words, subject), { ...details(subject), cause });
}

/** In the form of Node's own: `ENOENT: No such file, open '/x'`. */
function describe(code: string, words: string, { name, path, destination }: Subject): string {
  const where = path === undefined ? "" : ` '${path}'`;
  const whither = destination === undefined ? "" : ` -> '${destination}'`;
  return `${code}: ${words}${name === undefined ? "" : `, ${name}${where}${whither}`}`;
}

function details({ name, path }: Subject): SFTPErrorDetails {
  return { operation: name, path };
}
