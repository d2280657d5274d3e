/**
 * The rules for SFTP over the package `ssh2`, which client and server share. Nothing here imports ssh2: it is
 * described by structure.
 *
 * @example
 * ```ts
 * import { FrameChannel } from "@sftp/channel";
 * import { SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
 * import ssh2 from "ssh2";
 *
 * const connection = new ssh2.Client();
 * SSHConnection.of(connection);
 * connection.on("ready", () => {
 *   connection.subsys("sftp", (error, channel) => {
 *     if (error) throw error;
 *     const frames = new FrameChannel(new SSHDuplex(channel, connection), { frame: console.log });
 *   });
 * });
 * connection.connect({ host: "localhost", username: "me", password: "secret" });
 * ```
 *
 * @packageDocumentation
 */
export { acceptRightGuesses, completeChannels } from "./internals.ts";
export {
  hasPostQuantum,
  offerPostQuantum,
  POST_QUANTUM,
  splitKeyExchanges,
  warnOfClassicKeyExchange,
} from "./postQuantum.ts";
export { ReadMemory } from "./readMemory.ts";
export { SSHConnection } from "./sshConnection.ts";
export { SSHDuplex, type SSHDuplexOptions } from "./sshDuplex.ts";
export type { Ssh2Channel, Ssh2Client, Ssh2Connection } from "./types.ts";
