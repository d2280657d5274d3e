/**
 * An SFTP server engine over any Duplex: it does the protocol, a backend says what the storage can do.
 *
 * @example
 * ```ts
 * import { createServer } from "node:net";
 * import { SFTPServer } from "@sftp/server";
 *
 * createServer((socket) => {
 *   new SFTPServer(socket, { backend: { homeDirectory: () => "/" } });
 * }).listen(2222, "127.0.0.1");
 * ```
 *
 * @packageDocumentation
 */
export { longname, SFTPAttributes } from "@sftp/attributes";
export { escapeName, OpenFlags, opensForWriting, SFTPError, StatusCode, utf8 } from "@sftp/wire";
export type {
  Awaitable,
  FileSystemStats,
  FolderListing,
  RequestContext,
  Session,
  SFTPHandle,
  SFTPServerInterface,
} from "./backend/backend.ts";
export { convertErrno } from "./replies/convertErrno.ts";
export type { ServerRequestMessage } from "./session/diagnostics.ts";
export {
  fileHandle,
  type FileHandleParts,
  type ReadableFile,
  type WritableFile,
} from "./handles/fileHandle.ts";
export * from "./middleware/index.ts";
export type { HandleOperation, Operation } from "./backend/operations.ts";
export type { ServerLimits } from "./budgets/serverLimits.ts";
export type {
  BackendSource,
  ErrorHook,
  ErrorOrigin,
  SessionEnd,
  SFTPServerOptions,
} from "./session/serverOptions.ts";
export { SFTPServer } from "./session/sftpServer.ts";
