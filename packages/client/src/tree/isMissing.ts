import { isSFTPError, type SFTPError } from "@sftp/wire";

/** Whether an error is the server's refusal of a request, so that the session goes on. */
export function isRefused(error: unknown): error is SFTPError & { readonly status: number } {
  return isSFTPError(error) && error.status !== undefined;
}

/** Whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return isRefused(error) && error.code === "ENOENT";
}
