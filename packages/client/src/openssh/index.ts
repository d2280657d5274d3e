/**
 * SFTP through the system's `ssh`.
 *
 * @packageDocumentation
 */
export { connect, type OpenSshOptions } from "./connect.ts";
