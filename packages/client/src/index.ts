/**
 * An SFTP client: promises everywhere, typed, and every promise settles. It runs over any Duplex; `@sftp/client/ssh2`,
 * `@sftp/client/openssh` and `@sftp/client/process` make one.
 *
 * @packageDocumentation
 */
export { SFTPAttributes } from "@sftp/attributes";
export { isSFTPError, OpenFlags, SFTPError, StatusCode } from "@sftp/wire";
export type { ClientOptions } from "./client/sessionClient.ts";
export type { ListOptions, MkdirOptions } from "./client/treeClient.ts";
export { SFTPClient, SFTPClient as SFTP } from "./client.ts";
export type { OperationOptions } from "./session/callOptions.ts";
export type { Capabilities } from "./session/capabilities.ts";
export type { Limits } from "./session/limits.ts";
export type { GetOptions, PutOptions, TransferOptions } from "./transfer/transferOptions.ts";
export type { SymlinkPolicy, TreeOptions, TreeReport } from "./transfer/tree/treeOptions.ts";
