/**
 * An SFTP client: promises everywhere, typed, and every promise settles. It runs over any Duplex; `@sftp/client/ssh2`,
 * `@sftp/client/openssh` and `@sftp/client/process` make one.
 *
 * @packageDocumentation
 */
export { SFTPAttributes } from "@sftp/attributes";
export type { Bytes, Contents } from "./arguments/bytes.ts";
export { isSFTPError, latin1, type NameCodec, OpenFlags, SFTPError, StatusCode } from "@sftp/wire";
export { type Address, isAddress, parseAddress } from "./address.ts";
export type { FileSystemStats, SpaceAvailable } from "./remote/extensions.ts";
export type { OpenOptions } from "./file/open.ts";
export type { ClientOptions } from "./session/clientContext.ts";
export { type OtherServer, SFTPClient, SFTPClient as SFTP } from "./client.ts";
export type { DisposableIterator } from "./disposableIterator.ts";
export type { CheckOptions } from "./file/openFile.ts";
export { type PrefetchOptions, type ReadvOptions, SFTPFile, type Whence } from "./file/sftpFile.ts";
export type { RemoteFs } from "./fs/remoteFs.ts";
export type { OperationOptions } from "./session/operation.ts";
export type { Capabilities } from "./session/capabilities.ts";
export type { Limits } from "./session/limits.ts";
export type { TraceMessage } from "./session/trace.ts";
export type { ReadStream, ReadStreamOptions } from "./streams/readStream.ts";
export type { WriteStream, WriteStreamOptions } from "./streams/writeStream.ts";
export type { ByteSink } from "./transfer/download/readWhole.ts";
export type { CopyOptions, CopyTreeOptions } from "./transfer/copy/copyFile.ts";
export type { ByteSource } from "./transfer/upload/putfo.ts";
export type { Place, SyncOptions } from "./transfer/tree/sync.ts";
export type {
  DownloadOptions,
  GetOptions,
  PutfoOptions,
  PutOptions,
  TransferOptions,
  UploadOptions,
} from "./transfer/options.ts";
export type { TransferReport, Verified } from "./transfer/report.ts";
export type { FurtherChannels, Transport } from "./transport.ts";
export type { UploadResult } from "./transfer/report.ts";
export type { PutTreeOptions, SymlinkPolicy, TreeChoices, TreeOptions } from "./transfer/tree/treeOptions.ts";
export type { FileProgress, TreeReport, TreeStep } from "./transfer/tree/treeOptions.ts";
export type { ListOptions } from "./remote/listDirectory.ts";
export type { MkdirOptions, RmOptions } from "./remote/names.ts";
export type { ReadFileOptions } from "./transfer/download/readWhole.ts";
export type { WalkEntry, WalkOptions } from "./remote/walk.ts";
export type { WriteFileOptions } from "./transfer/upload/writeFile.ts";
