/**
 * The local file system as the storage of an SFTP server: a folder served as "/", in a jail that holds also against
 * those who swap folders for symbolic links while requests run.
 *
 * @packageDocumentation
 */
export { FsBackend } from "./fsBackend.ts";
export type { FsBackendOptions } from "./fsBackendOptions.ts";
export { setFileAttr } from "./setFileAttr.ts";
