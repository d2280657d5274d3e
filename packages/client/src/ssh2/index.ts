/**
 * SFTP over SSH with the package `ssh2`, which must be installed beside this one.
 *
 * @packageDocumentation
 */
export { connect } from "./connect.ts";
export type { ConnectOptions, ServerOptions } from "./connectOptions.ts";
export { fromTransport, type TransportOptions } from "./fromTransport.ts";
export type { HostKeyOptions, UnknownHost } from "./hostKeys/hostKeyPolicy.ts";
export type { LoginOptions, PromptRequest } from "./login/loginOptions.ts";
