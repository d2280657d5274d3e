export { longname, SFTPAttributes } from "@sftp/attributes";
export { escapeName, OpenFlags, SFTPError, StatusCode, utf8 } from "@sftp/wire";
export type {
  Awaitable,
  FileSystemStats,
  FolderListing,
  RequestContext,
  Session,
  SFTPHandle,
  SFTPServerInterface,
} from "./backend.ts";
