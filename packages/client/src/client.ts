import type { Duplex } from "node:stream";
import type { SFTPAttributes } from "@sftp/attributes";
import type { ClientOptions } from "./client/sessionClient.ts";
import { TreeClient } from "./client/treeClient.ts";
import { Session, type SessionOptions } from "./session/session.ts";
import { get } from "./transfer/get.ts";
import { put } from "./transfer/put.ts";
import type { GetOptions, PutOptions, TransferOptions } from "./transfer/transferOptions.ts";
import type { Transport } from "./transport.ts";

/** How a client begins. */
export interface ChannelOptions extends SessionOptions, ClientOptions {}

/**
 * An SFTP client: one session on one channel. Make one with `connect` or `fromTransport` of `@sftp/client/ssh2`, with
 * `@sftp/client/openssh` or `@sftp/client/process`, or from any Duplex that an SFTP server listens on.
 */
export class SFTPClient extends TreeClient {
  /**
   * Starts a session on a channel that already leads to an SFTP server. The client owns the channel from then
   * on, and destroys it if no session comes about.
   */
  static fromChannel(channel: Duplex, options: ChannelOptions = {}): Promise<SFTPClient> {
    return SFTPClient.start({ channel }, options);
  }

  /** @internal */
  static async start(transport: Transport, options: ChannelOptions = {}): Promise<SFTPClient> {
    try {
      const session = await Session.open(transport.channel, options);
      return new SFTPClient(session, transport, options);
    } catch (error) {
      await transport.close?.();
      throw error;
    }
  }

  /** Downloads a file. */
  async get(remotePath: string, localPath: string, options: GetOptions = {}): Promise<void> {
    await get(this.session, this.resolve(remotePath), localPath, this.#transferOptions(options));
  }

  /** Uploads a file. */
  put(localPath: string, remotePath: string, options: PutOptions = {}): Promise<SFTPAttributes> {
    return put(this.session, localPath, this.resolve(remotePath), this.#transferOptions(options));
  }

  #transferOptions<O extends TransferOptions>(options: O): O {
    return { maxInFlightBytes: this.options.maxInFlightBytes, ...options };
  }
}
