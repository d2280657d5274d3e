/**
 * All of `@sftp/*` in one package: the client with its transports, the server, and both backends.
 *
 * @packageDocumentation
 */
export * from "@sftp/attributes";
export * from "@sftp/client";
export { connect as connectOpenssh, type OpenSshOptions } from "@sftp/client/openssh";
export { connect as connectProcess, type ProcessOptions } from "@sftp/client/process";
export * from "@sftp/client/ssh2";
export * from "@sftp/fs-backend";
export * from "@sftp/memory-backend";
export * from "@sftp/server";
// Both sides have it; they are the same.
export type { FileSystemStats } from "@sftp/server";
export * from "@sftp/server/ssh2";
