/**
 * SFTP over SSH with the package `ssh2`, which must be installed beside this one.
 *
 * @packageDocumentation
 */
export { connect, type ConnectOptions } from "./connect.ts";
export { fromTransport, type TransportOptions } from "./fromTransport.ts";
export type { HostKeyOptions } from "./hostKeyPolicy.ts";
