import { escapeName } from "./escapeName.ts";
import { statusErrno, statusText } from "./status.ts";

/** What is known about a failure beside its status or code. */
export interface SFTPErrorDetails {
  /** The operation that failed, in the API's words (`open`, `rename`). */
  operation?: string | undefined;
  /** The remote path that it failed for, unescaped. */
  path?: string | undefined;
  /** The request that failed, as the table of requests names it (`stat`, `posix-rename@openssh.com`). */
  request?: string | undefined;
  /** The text of the server's STATUS, unescaped. */
  serverMessage?: string | undefined;
  /** The language tag of the server's STATUS. */
  language?: string | undefined;
  /** A Node errno string that says more than the status does. */
  code?: string | undefined;
  cause?: unknown;
}

/** Copies of this package in one process recognise each other's errors by it. */
const BRAND = Symbol.for("@sftp/wire.SFTPError");

/**
 * The one error class of `@sftp/*`: a STATUS of the server, or a failure of the session itself.
 *
 * `code` is never empty: a Node errno string (`ENOENT`, `EACCES`, ...), so code that handles `fs` errors
 * works unchanged, or one of `ERR_SFTP_*`. `status` is set only if a STATUS said so. A backend of a
 * server throws `new SFTPError(StatusCode.PERMISSION_DENIED, "quota used up")` and that STATUS goes out.
 */
export class SFTPError extends Error {
  /** The number in the server's STATUS; `undefined` if the failure is not the server's answer. */
  readonly status: number | undefined;
  /** A Node errno string or one of `ERR_SFTP_*`. */
  readonly code: string;
  readonly operation: string | undefined;
  readonly path: string | undefined;
  /** The request that the server refused or did not answer, as the table of requests names it; `undefined` if it was none. */
  readonly request: string | undefined;
  readonly serverMessage: string | undefined;
  readonly language: string | undefined;
  /**
   * The path of what a failed transfer has left: a part of the file, or all of it, or an old file that was emptied. Absent
   * if the transfer has left nothing.
   */
  declare readonly leftover?: string | undefined;
  /** Whether the old content of what `leftover` names is gone. */
  declare readonly replaced?: boolean | undefined;
  /** What other files of a failed transfer of a tree have left, each as `leftover` and `replaced` say it of one. */
  declare readonly otherLeftovers?: readonly { leftover: string; replaced: boolean }[] | undefined;

  /**
   * @param statusOrCode a status number, or the code of a failure that no STATUS reported
   * @param message what went wrong; control characters in it are escaped. Default: the draft's words.
   */
  constructor(statusOrCode: number | string, message?: string, details: SFTPErrorDetails = {}) {
    const status = typeof statusOrCode === "number" ? statusOrCode : undefined;
    const words = message ?? (status === undefined ? String(statusOrCode) : statusText(status));
    super(escapeName(words), details.cause === undefined ? undefined : { cause: details.cause });
    this.status = status;
    this.code = details.code ?? (typeof statusOrCode === "number" ? statusErrno(statusOrCode) : statusOrCode);
    this.operation = details.operation;
    this.path = details.path;
    this.request = details.request;
    this.serverMessage = details.serverMessage;
    this.language = details.language;
  }

  get [BRAND](): true {
    return true;
  }
}

Object.defineProperty(SFTPError.prototype, "name", {
  value: "SFTPError",
  configurable: true,
  writable: true,
});

/** Whether a value is an `SFTPError`, also one of another copy of this package. */
export function isSFTPError(value: unknown): value is SFTPError {
  return typeof value === "object" && value !== null && BRAND in value;
}

/** V8's knob for stack traces; other engines ignore it. */
const engine = Error as typeof Error & { stackTraceLimit?: number | undefined };

/** The code of every error that says that a peer broke the protocol. */
export const PROTOCOL_ERROR = "ERR_SFTP_PROTOCOL";

/**
 * An error that says that bytes are not what the protocol allows; the only thing that decoding throws.
 * It has no stack trace: a peer that sends rubbish must not make us spend time on collecting one.
 */
export function protocolError(message: string): SFTPError {
  const limit = engine.stackTraceLimit;
  engine.stackTraceLimit = 0;
  try {
    return new SFTPError(PROTOCOL_ERROR, message);
  } finally {
    engine.stackTraceLimit = limit;
  }
}

/** Whether a value is an error made by `protocolError`. */
export function isProtocolError(value: unknown): value is SFTPError {
  return isSFTPError(value) && value.code === PROTOCOL_ERROR;
}
