import { type Ssh2Channel, type Ssh2Client, SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import { SFTPClient } from "../client.ts";
import type { ClientOptions } from "../client/sessionClient.ts";
import type { OperationOptions } from "../session/callOptions.ts";
import type { Transport } from "../transport.ts";
import { attempt } from "./attempt.ts";

/** How much the server may send before it is read, in bytes: what a transfer keeps on its way. */
export const DEFAULT_WINDOW = 8 * 1024 * 1024;

/** What a session over SSH takes. */
export interface TransportOptions extends ClientOptions {
  /**
   * How much the server may send before it is read, in bytes, and so how much a download keeps on its way; at
   * least 2 MiB, which is what ssh2 gives a channel by itself. Default: 8 MiB.
   */
  windowSize?: number | undefined;
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
 * @throws SFTPError if the server grants no channel or has no SFTP
 */
export function fromTransport(connection: Ssh2Client, options: TransportOptions = {}): Promise<SFTPClient> {
  return startOn({ connection }, options);
}

/** Opens the session on a connection, which is closed again if that fails. */
export async function startOn(
  { connection, close }: SshTransport,
  options: TransportOptions,
): Promise<SFTPClient> {
  const { windowSize = DEFAULT_WINDOW } = options;
  let channel: SSHDuplex;
  try {
    const raw = await openSubsystem(connection, options);
    channel = new SSHDuplex(raw, connection, { receiveWindow: windowSize });
  } catch (error) {
    await close?.();
    throw error;
  }
  return SFTPClient.start({ channel, ...(close && { close }) }, { maxInFlightBytes: windowSize, ...options });
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
