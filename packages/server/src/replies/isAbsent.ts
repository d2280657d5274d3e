import { isSFTPError, StatusCode } from "@sftp/wire";

import { convertErrno } from "./convertErrno.ts";

/** Whether an error of a backend says that there is no such file. */
export function isAbsent(error: unknown): boolean {
  const status = isSFTPError(error) ? error.status : convertErrno(error);
  return status === StatusCode.NO_SUCH_FILE;
}
