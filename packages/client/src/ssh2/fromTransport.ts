import { type Ssh2Channel, type Ssh2Client, SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import { SFTPClient } from "../client.ts";
import type { ClientOptions } from "../session/clientContext.ts";
import type { OperationOptions } from "../session/operation.ts";
import type { Transport } from "../transport.ts";
import { attempt } from "./attempt.ts";

/** How much the server may send before it is read, in bytes: what a transfer keeps on its way. */
export const DEFAULT_WINDOW = 8 * 1024 * 1024;

/** What servers let a client send on a channel before they have read it, in bytes: OpenSSH and ssh2 do. */
const USUAL_SEND_WINDOW = 2 * 1024 * 1024;

/** SFTP channels of one client on one connection; OpenSSH's server grants 10. */
const DEFAULT_CHANNELS = 4;

/** What a session over SSH takes. */
export interface TransportOptions extends ClientOptions {
  /**
   * How much the server may send on a channel before it is read, in bytes, and so how much a download keeps on its way,
   * or twice that with several channels; at least 2 MiB, which is what ssh2 gives a channel by itself. Default: 8 MiB.
   */
  windowSize?: number | undefined;
  /**
   * The most SFTP channels on the connection. A large download that one channel holds back, because the server is far
   * away, is spread over several, and so is an `atomic` upload; where the server grants fewer, it goes on with those.
   * 1 keeps to one. Default: 4.
   */
  channels?: number | undefined;
}

/** An SSH connection, and how it is closed along with the client if it is the client's own. */
export interface SshTransport {
  readonly connection: Ssh2Client;
  readonly close?: Transport["close"];
}

/**
 * Opens an SFTP session on an SSH connection that is ready. Closing the client closes its channel; the
 * connection stays the caller's.
 *
 * @throws SFTPError if the server grants no channel or has no SFTP; RangeError for `channels` that are no number of them
 */
export function fromTransport(connection: Ssh2Client, options: TransportOptions = {}): Promise<SFTPClient> {
  return startOn({ connection }, options);
}

/** Opens the session on a connection, which is closed again if that fails. */
export async function startOn(
  { connection, close }: SshTransport,
  options: TransportOptions,
): Promise<SFTPClient> {
  const { windowSize = DEFAULT_WINDOW, channels = DEFAULT_CHANNELS } = options;
  const open = async (call: OperationOptions): Promise<SSHDuplex> =>
    new SSHDuplex(await openSubsystem(connection, call), connection, { receiveWindow: windowSize });
  let channel: SSHDuplex;
  try {
    if (!Number.isInteger(channels) || channels < 1)
      throw new RangeError(`channels is ${channels}, but must be a positive whole number`);
    channel = await open(options);
  } catch (error) {
    await close?.();
    throw error;
  }
  const further = {
    most: channels - 1,
    receiveWindow: Math.min(windowSize, channel.receiveWindow),
    sendWindow: USUAL_SEND_WINDOW,
    open,
  };
  const transport = { channel, windowSize, ...(channels > 1 && { further }), ...(close && { close }) };
  return SFTPClient.start(transport, options);
}

function openSubsystem(connection: Ssh2Client, options: OperationOptions): Promise<Ssh2Channel> {
  return attempt("the SSH server opened no SFTP channel", options, ({ succeed, fail }) => {
    connection.subsys("sftp", (error, channel) => {
      if (error !== undefined) fail(error);
      // One that comes too late is nobody's.
      else if (!succeed(channel)) channel.destroy();
    });
    return SSHConnection.of(connection).onLost(fail);
  });
}
