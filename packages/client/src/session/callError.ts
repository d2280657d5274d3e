import { type ReplyBody, SFTPError, type SFTPErrorDetails, statusErrno, statusText } from "@sftp/wire";
import type { Operation } from "./operation.ts";

/** What failed, as errors name it. */
export type Subject = Partial<Pick<Operation, "name" | "path" | "destination">> & {
  /** The request that failed, as the table of requests names it. */
  readonly request?: string | undefined;
  /** The path that the request was about, if it has one. */
  readonly requestPath?: string | undefined;
};

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

/** In the form of Node's own: `ENOENT: No such file, open '/x'`; then the request, if it is another, and its path. */
function describe(code: string, words: string, subject: Subject): string {
  const { name, path, destination, request, requestPath = path } = subject;
  if (name === undefined) return `${code}: ${words}`;
  const where = path === undefined ? "" : ` '${path}'`;
  const whither = destination === undefined ? "" : ` -> '${destination}'`;
  const on = requestPath === path ? "" : ` '${requestPath}'`;
  const via = request === undefined || (request === name && on === "") ? "" : ` (${request}${on})`;
  return `${code}: ${words}, ${name}${where}${whither}${via}`;
}

function details({ name, path, request }: Subject): SFTPErrorDetails {
  return { operation: name, path, request };
}
