import { SFTPAttributes, type SFTPAttributesInit } from "@sftp/attributes";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { SFTPFile } from "../file/sftpFile.ts";
import { sizeOf } from "../file/sizeOf.ts";
import type { OperationOptions } from "../session/callOptions.ts";
import type { ReadOptions, WriteOptions } from "../streams/openForStream.ts";
import { ReadStream, type ReadStreamOptions } from "../streams/readStream.ts";
import { readableStream, writableStream } from "../streams/webStreams.ts";
import { WriteStream, type WriteStreamOptions } from "../streams/writeStream.ts";
import { ExtensionClient } from "./extensionClient.ts";

/** What `open` takes beside path and mode. */
export interface OpenOptions extends OperationOptions {
  /**
   * How writes are buffered, in bytes: 0 or less not at all, 1 by lines, more until so many have come together; reads
   * then fetch at least as many. Default: -1.
   */
  bufsize?: number | undefined;
  /** What a file that is created gets: `{ mode: 0o600 }`. Default: what the server does by itself. */
  attrs?: SFTPAttributesInit | undefined;
}

/** Opening files, as objects with a position and as streams. */
export class FileClient extends ExtensionClient {
  /**
   * Opens a file.
   *
   * @param mode `r`, `w`, `a`, `x` with `+`, `b`, `U` as in Python and Node, or a number made of `OpenFlags`
   * @example
   * ```ts
   * const file = await sftp.open("/etc/motd", "a");
   * try {
   *   await file.write("Welcome.\n");
   * } finally {
   *   await file.close();
   * }
   * ```
   * @throws TypeError for a mode that makes no sense
   */
  open(path: string, mode: `${string}b${string}`, options?: OpenOptions): Promise<SFTPFile<Buffer>>;
  open(path: string, mode?: string | number, options?: OpenOptions): Promise<SFTPFile>;
  async open(
    path: string,
    mode: string | number = "r",
    options: OpenOptions = {},
  ): Promise<SFTPFile<Buffer> | SFTPFile> {
    const { flags, append } = parseOpenMode(mode);
    const { bufsize, attrs = {}, ...rest } = options;
    const call = this.call("open", path, rest);
    const handle = await RemoteHandle.open(this.session, flags, new SFTPAttributes(attrs).toWire(), call);
    try {
      return new SFTPFile<never>(this, handle, mode, bufsize, append ? await sizeOf(handle, call) : 0);
    } catch (error) {
      handle.close().catch(() => {});
      throw error;
    }
  }

  /** The same as `open`. */
  file(path: string, mode: `${string}b${string}`, options?: OpenOptions): Promise<SFTPFile<Buffer>>;
  file(path: string, mode?: string | number, options?: OpenOptions): Promise<SFTPFile>;
  file(path: string, mode?: string | number, options?: OpenOptions): Promise<SFTPFile<Buffer> | SFTPFile> {
    return this.open(path, mode, options);
  }

  /**
   * The content of a file as a Node stream, read ahead as `get` reads.
   *
   * @example
   * ```ts
   * await pipeline(sftp.createReadStream("/var/log/syslog"), createGzip(), createWriteStream("syslog.gz"));
   * ```
   */
  createReadStream(path: string, options: ReadStreamOptions = {}): ReadStream {
    return new ReadStream(this.session, this.resolve(path), options);
  }

  /** A file to be written as a Node stream, written behind as `put` writes; its `finish` means that the server has everything. */
  createWriteStream(path: string, options: WriteStreamOptions = {}): WriteStream {
    return new WriteStream(this.session, this.resolve(path), options);
  }

  /**
   * The content of a file as a Web stream.
   *
   * @example
   * ```ts
   * return new Response(sftp.readable("/pub/logo.png"), { headers: { "content-type": "image/png" } });
   * ```
   */
  readable(path: string, options: ReadOptions = {}): ReadableStream<Uint8Array> {
    return readableStream(this.session, this.resolve(path), options);
  }

  /** A file to be written as a Web stream; its `close()` resolves when the server has everything. */
  writable(path: string, options: WriteOptions = {}): WritableStream<Uint8Array> {
    return writableStream(this.session, this.resolve(path), options);
  }
}
