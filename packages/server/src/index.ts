export { SFTPAttributes } from "@sftp/attributes";
export { OpenFlags, SFTPError, StatusCode } from "@sftp/wire";
export type {
  Awaitable,
  FileSystemStats,
  FolderListing,
  RequestContext,
  Session,
  SFTPHandle,
  SFTPServerInterface,
} from "./backend.ts";
