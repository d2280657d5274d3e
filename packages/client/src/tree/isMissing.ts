import { isSFTPError } from "@sftp/wire";

/** Whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return isSFTPError(error) && error.status !== undefined && error.code === "ENOENT";
}
