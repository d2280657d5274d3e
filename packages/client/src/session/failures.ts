import type { ChannelEnd } from "@sftp/channel";
import {
  escapeName,
  isProtocolError,
  PROTOCOL_ERROR,
  type ReplyBody,
  SFTPError,
  type SFTPErrorDetails,
  statusErrno,
  statusText,
} from "@sftp/wire";
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

/** Why a session takes no more requests: what every call that is pending or comes later is told. */
export interface EndReason {
  readonly code: string;
  readonly words: string;
  readonly cause?: unknown;
}

/** `close` was called. */
export const closedByUs: EndReason = { code: "ERR_SFTP_CLOSED", words: "the client is closed" };

/** The server ended its side, so that no answer can come any more. */
export function endedByServer(started: boolean): EndReason {
  return {
    code: "ECONNRESET",
    words: started ? "the server ended the session" : "the server ended the session before it began",
  };
}

/** The server broke the protocol. */
export function brokenByServer(error: SFTPError): EndReason {
  return { code: PROTOCOL_ERROR, words: `the server broke the protocol: ${error.message}`, cause: error };
}

/** The channel is gone. */
export function channelEnded({ error, midFrame, firstBytes }: ChannelEnd): EndReason {
  if (firstBytes !== undefined && isProtocolError(error)) return notSftp(firstBytes, error);
  if (isProtocolError(error)) return brokenByServer(error);
  const where = midFrame ? " in the middle of a packet" : "";
  const why = error === undefined ? "" : `: ${error.message}`;
  return { code: "ECONNRESET", words: `the connection was lost${where}${why}`, cause: error };
}

/** Printable text where the first packet must stand is nearly always a login script that prints. */
function notSftp(bytes: Uint8Array, cause: SFTPError): EndReason {
  const text = escapeName(Buffer.from(bytes).toString("utf8").trim());
  return {
    code: cause.code,
    words:
      `the server does not speak SFTP; it begins with "${text}". ` +
      "If that is the output of a login script there, the script must print nothing when nobody is at a terminal",
    cause,
  };
}

/** The error that a call is told. */
export function endError({ code, words, cause }: EndReason, subject?: Subject): SFTPError {
  return callError(code, words, subject, cause);
}
