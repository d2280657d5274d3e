import type { Duplex } from "node:stream";
import type { ClientOptions } from "./client/sessionClient.ts";
import { WholeClient } from "./client/wholeClient.ts";
import { type RemoteFs, remoteFs } from "./fs/remoteFs.ts";
import { Session } from "./session/session.ts";
import type { ByteSink } from "./transfer/byteSink.ts";
import { get } from "./transfer/get.ts";
import { getfo } from "./transfer/getfo.ts";
import { put } from "./transfer/put.ts";
import { type ByteSource, putfo } from "./transfer/putfo.ts";
import { getTree } from "./transfer/tree/getTree.ts";
import { putTree } from "./transfer/tree/putTree.ts";
import type { TreeOptions } from "./transfer/tree/treeOptions.ts";
import type { TreeReport } from "./transfer/tree/treeReport.ts";
import type { DownloadOptions, GetOptions, PutfoOptions, PutOptions } from "./transfer/transferOptions.ts";
import type { TransferReport } from "./transfer/transferReport.ts";
import type { UploadResult } from "./transfer/uploadResult.ts";
import type { Transport } from "./transport.ts";

/**
 * An SFTP client: one session on one channel. Make one with `connect` or `fromTransport` of `@sftp/client/ssh2`, with
 * `@sftp/client/openssh` or `@sftp/client/process`, or from any Duplex that an SFTP server listens on.
 */
export class SFTPClient extends WholeClient {
  #fs: RemoteFs | undefined;

  /**
   * Starts a session on a channel that already leads to an SFTP server. The client owns the channel from then
   * on, and destroys it if no session comes about.
   */
  static fromChannel(channel: Duplex, options: ClientOptions = {}): Promise<SFTPClient> {
    return SFTPClient.start({ channel }, options);
  }

  /** @internal */
  static async start(transport: Transport, options: ClientOptions = {}): Promise<SFTPClient> {
    try {
      const session = await Session.open(transport.channel, options);
      return new SFTPClient(session, transport, options);
    } catch (error) {
      await transport.close?.();
      throw error;
    }
  }

  /**
   * The server's file system in the form of `node:fs`, for programs that take one.
   *
   * @example
   * ```ts
   * import { glob } from "glob";
   * const logs = await glob("/var/log/*.log", { fs: sftp.fs });
   * ```
   */
  get fs(): RemoteFs {
    this.#fs ??= remoteFs(this);
    return this.#fs;
  }

  /**
   * Downloads a file, or with `recursive` what is in a folder. The file has exactly the bytes that the remote one
   * had, or the download fails; a local file is touched only when the remote one is open.
   *
   * @example
   * ```ts
   * await sftp.get("/pub/big.iso", "big.iso", {
   *   onProgress: (transferred, total) => console.log(`${transferred} of ${total}`),
   *   signal: AbortSignal.timeout(60_000),
   * });
   * ```
   * @throws SFTPError ERR_SFTP_TRUNCATED or ERR_SFTP_CHANGED if the file turned out shorter or longer than the
   *   server said, ERR_SFTP_MISMATCH if it did not arrive whole
   */
  get(remotePath: string, localPath: string, options: TreeOptions): Promise<TreeReport>;
  get(remotePath: string, localPath: string, options?: GetOptions): Promise<TransferReport>;
  async get(
    remotePath: string,
    localPath: string,
    options: GetOptions | TreeOptions = {},
  ): Promise<TransferReport> {
    const complete = this.transferOptions(options);
    const path = this.resolve(remotePath);
    if (isTree(complete)) return getTree(this.session, path, localPath, complete);
    return get(this.session, path, localPath, complete);
  }

  /**
   * Uploads a file, or with `recursive` what is in a folder. `remotePath` names the file itself, not a folder to
   * put it into. What the server did not acknowledge, byte for byte and at the end by its size, fails.
   *
   * @returns the attributes of the remote file, or none with `confirm: false`, and in `report` what was achieved
   * @throws SFTPError ERR_SFTP_MISMATCH if the server has another size than was sent
   */
  put(localPath: string, remotePath: string, options: TreeOptions): Promise<TreeReport>;
  put(localPath: string, remotePath: string, options?: PutOptions): Promise<UploadResult>;
  async put(
    localPath: string,
    remotePath: string,
    options: PutOptions | TreeOptions = {},
  ): Promise<TreeReport | UploadResult> {
    const complete = this.transferOptions(options);
    const path = this.resolve(remotePath);
    if (isTree(complete)) return putTree(this.session, localPath, path, complete);
    return put(this.session, localPath, path, complete);
  }

  /**
   * Downloads a file into a Node stream or a Web stream, which is not ended.
   *
   * @returns how many bytes were written
   * @throws SFTPError as `get` does
   */
  async getfo(remotePath: string, sink: ByteSink, options: DownloadOptions = {}): Promise<number> {
    return getfo(this.session, this.resolve(remotePath), sink, this.transferOptions(options));
  }

  /**
   * Uploads what a Node stream, a Web stream or any other iterable gives. Parts must not be changed after they were
   * given.
   *
   * @returns the attributes of the remote file, or none with `confirm: false`, and in `report` what was achieved
   * @throws SFTPError as `put` does
   */
  async putfo(source: ByteSource, remotePath: string, options: PutfoOptions = {}): Promise<UploadResult> {
    return putfo(this.session, source, this.resolve(remotePath), this.transferOptions(options));
  }
}

function isTree(options: object): options is TreeOptions {
  return "recursive" in options && options.recursive === true;
}
