import { isSFTPError, SFTPError, StatusCode, statusText } from "@sftp/wire";

import { errnoCode, errnoStatus, errnoText, lowerStatus } from "./convertErrno.ts";

/** A STATUS to be sent. */
export interface Status {
  readonly code: number;
  readonly message: string;
}

/** Only ever produced by a client for itself (draft-ietf-secsh-filexfer-02 section 7), or no failure at all. */
const NOT_A_FAILURE = new Set([StatusCode.OK, StatusCode.NO_CONNECTION, StatusCode.CONNECTION_LOST]);

/**
 * The STATUS that a failure goes out as, to a peer of this version, or `undefined` for an error that nobody meant to
 * be seen: its words may tell of the server's own affairs.
 */
export function statusOf(error: unknown, version: number): Status | undefined {
  if (isSFTPError(error)) return ofSFTPError(error, version);
  const code = errnoCode(error);
  if (code === undefined) return undefined;
  return { code: lowerStatus(errnoStatus(code), version), message: errnoText(code) };
}

function ofSFTPError(error: SFTPError, version: number): Status {
  const { status = errnoStatus(error.code) } = error;
  const code = NOT_A_FAILURE.has(status) ? StatusCode.FAILURE : lowerStatus(status, version);
  return { code, message: error.message === error.code ? errnoText(error.code) : error.message };
}

/** What answers a request that failed in a way nobody foresaw. */
export const failure: Status = { code: StatusCode.FAILURE, message: statusText(StatusCode.FAILURE) };

/** An operation that this backend, or this handle, does not have. */
export function unsupported(): SFTPError {
  return new SFTPError(StatusCode.OP_UNSUPPORTED);
}
