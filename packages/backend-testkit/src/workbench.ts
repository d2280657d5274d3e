import assert from "node:assert/strict";
import { duplexPair } from "node:stream";

import { isSFTPError, SFTPClient, StatusCode } from "@sftp/client";
import { OpenFlags, type SFTPAttributes, SFTPServer, type SFTPServerInterface } from "@sftp/server";

import { strictBackend } from "./strictBackend.ts";

const CHUNK = 32 * 1024;

type Attrs = ReturnType<SFTPAttributes["toWire"]>;

/** A backend behind a real server, with a real client before it, and what one needs to try it. */
export class Workbench {
  readonly client: SFTPClient;
  readonly #server: SFTPServer;
  readonly #folder: string;
  readonly #surprises: readonly unknown[];

  private constructor(client: SFTPClient, server: SFTPServer, folder: string, surprises: readonly unknown[]) {
    this.client = client;
    this.#server = server;
    this.#folder = folder;
    this.#surprises = surprises;
  }

  /** @param folder where the cases may do as they like */
  static async open(backend: SFTPServerInterface, folder: string): Promise<Workbench> {
    const [near, far] = duplexPair();
    const surprises: unknown[] = [];
    const server = new SFTPServer(far, {
      backend: strictBackend(backend),
      onError: (error) => surprises.push(error),
    });
    return new Workbench(await SFTPClient.fromChannel(near), server, folder, surprises);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.#server.closed;
  }

  /** @throws what the backend threw that is neither an SFTPError nor has the code of one of Node's errors */
  checkSurprises(): void {
    const [surprise] = this.#surprises;
    if (this.#surprises.length > 0) {
      throw new Error(`the backend failed without saying how: ${String(surprise)}`, { cause: surprise });
    }
  }

  /** A path in the folder that the cases may use. */
  at(path: string): string {
    return this.#folder.endsWith("/") ? this.#folder + path : `${this.#folder}/${path}`;
  }

  /** One request, as it goes over the wire. */
  readonly call: SFTPClient["request"] = (name, body, options) => this.client.request(name, body, options);

  async open(path: string, flags: OpenFlags, attrs: Attrs = {}): Promise<Uint8Array> {
    return (await this.call("open", { path: this.at(path), flags, attrs })).handle;
  }

  async closeFile(handle: Uint8Array): Promise<void> {
    await this.call("close", { handle });
  }

  async write(handle: Uint8Array, offset: number, data: string | Uint8Array): Promise<void> {
    await this.call("write", { handle, offset, data: Buffer.from(data) });
  }

  /** One READ: bytes, or `undefined` at the end of the file. Fewer than asked are legal, none are not. */
  async readOnce(handle: Uint8Array, offset: number, length: number): Promise<Buffer | undefined> {
    const reply = await this.call("read", { handle, offset, length }).catch((error: unknown) => {
      if (isSFTPError(error) && error.status === StatusCode.EOF) return undefined;
      throw error;
    });
    if (reply === undefined) return undefined;
    assert.ok(reply.data.length <= length, `READ of ${length} bytes gave ${reply.data.length}`);
    assert.ok(reply.data.length > 0 || length === 0, "READ gave no bytes though it is not the end");
    return Buffer.from(reply.data);
  }

  /** Reads on until all of `length` bytes are there, or the end of the file. */
  async read(handle: Uint8Array, offset = 0, length = Infinity): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let at = offset; at < offset + length;) {
      const part = await this.readOnce(handle, at, Math.min(CHUNK, offset + length - at));
      if (part === undefined) break;
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  /** Makes a file with this content. */
  async make(path: string, content: string | Uint8Array = ""): Promise<void> {
    const handle = await this.open(path, OpenFlags.WRITE | OpenFlags.CREAT | OpenFlags.TRUNC);
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; at += CHUNK) {
      await this.write(handle, at, bytes.subarray(at, at + CHUNK));
    }
    await this.closeFile(handle);
  }

  /** All of a file, by its name. */
  async content(path: string): Promise<Buffer> {
    const handle = await this.open(path, OpenFlags.READ);
    const bytes = await this.read(handle);
    await this.closeFile(handle);
    return bytes;
  }

  /** Asserts what is in a file. */
  async holds(path: string, expected: string | Uint8Array): Promise<void> {
    const content = await this.content(path);
    const bytes = Buffer.from(expected);
    assert.equal(content.length, bytes.length, `the size of ${path}`);
    if (bytes.length < 100) assert.equal(content.toString("latin1"), bytes.toString("latin1"));
    else assert.ok(content.equals(bytes), `the content of ${path} is another than was written`);
  }

  stat(path: string): Promise<SFTPAttributes> {
    return this.client.stat(this.at(path));
  }

  lstat(path: string): Promise<SFTPAttributes> {
    return this.client.lstat(this.at(path));
  }

  mkdir(path: string): Promise<void> {
    return this.client.mkdir(this.at(path));
  }

  async setstat(path: string, attrs: Attrs): Promise<void> {
    await this.call("setstat", { path: this.at(path), attrs });
  }

  rename(oldPath: string, newPath: string): Promise<void> {
    return this.client.rename(this.at(oldPath), this.at(newPath));
  }

  /** The names in a folder, sorted. */
  async names(path: string): Promise<string[]> {
    return (await this.client.listdir(this.at(path))).toSorted();
  }
}
