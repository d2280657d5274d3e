import { FrameChannel } from "@sftp/channel";
import { channelPair, type Faults, faultyPair, type MemoryChannel } from "@sftp/testing";
import {
  type Body,
  type DecodedReply,
  decodeExtendedReply,
  decodeReply,
  decodeVersion,
  encodeRequest,
  encodeVersion,
  type ExtendedReplyRow,
  type Fields,
  INIT,
  type NameEntry,
  OpenFlags,
  type ReplyBody,
  type ReplyName,
  type RequestBody,
  type RequestName,
  VERSION,
  type VersionMessage,
} from "@sftp/wire";
import { expect } from "vitest";

import type { SFTPServerOptions } from "../../src/session/serverOptions.ts";
import { SFTPServer } from "../../src/session/sftpServer.ts";

export { OpenFlags };

export interface TestOptions extends SFTPServerOptions {
  /** What happens to the server's end of the connection. */
  faults?: Faults;
}

/** A session with a client that checks that every request gets one reply, in the order of the requests. */
export class TestSession {
  readonly server: SFTPServer;
  readonly channel: FrameChannel;
  readonly errors: { error: unknown; during: string }[] = [];
  readonly version: Promise<VersionMessage>;
  /** Ids of requests whose replies have not come. */
  readonly pending: number[] = [];
  readonly #waiting = new Map<number, (reply: DecodedReply) => void>();
  #nextId = 0;

  constructor({ faults, ...options }: TestOptions) {
    const [near, far] = faults === undefined ? channelPair() : faultyPair(faults);
    this.server = new SFTPServer(near, {
      onError: (error, { during }) => this.errors.push({ error, during }),
      ...options,
    });
    let greet: (message: VersionMessage) => void;
    this.version = new Promise((resolve) => (greet = resolve));
    let greeted = false;
    this.channel = new FrameChannel(far, {
      frame: (frame) => {
        if (greeted) return this.#receive(frame);
        greeted = true;
        greet(decodeVersion(VERSION, frame));
      },
      ended: () => void this.channel.end(),
    });
  }

  greet(version = 3): Promise<VersionMessage> {
    this.channel.send(encodeVersion(INIT, { version, extensions: new Map() }));
    return this.version;
  }

  /** Sends a request; resolves to its reply. */
  call<N extends RequestName>(name: N, body: RequestBody<N>): Promise<DecodedReply> {
    const id = this.#nextId++;
    return this.sendRaw(id, encodeRequest(name, id, body));
  }

  /** Sends bytes that have this id; resolves to the reply. */
  sendRaw(id: number, packet: Uint8Array): Promise<DecodedReply> {
    this.channel.send(packet);
    this.pending.push(id);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** The body of a reply that must be of this kind. */
  async get<R extends ReplyName>(kind: R, reply: Promise<DecodedReply>): Promise<ReplyBody<R>> {
    const got = await reply;
    expect(got).toMatchObject({ name: kind });
    return got.body as ReplyBody<R>;
  }

  /** The body of an EXTENDED_REPLY. */
  async extended<F extends Fields>(row: ExtendedReplyRow<F>, reply: Promise<DecodedReply>): Promise<Body<F>> {
    const { payload } = await this.get("extendedReply", reply);
    return decodeExtendedReply(row, payload);
  }

  /** The code of a STATUS. */
  async status(reply: Promise<DecodedReply>): Promise<number> {
    const { code } = await this.get("status", reply);
    return code;
  }

  async open(path: string, flags: number, attrs = {}): Promise<Uint8Array> {
    const { handle } = await this.get("handle", this.call("open", { path, flags, attrs }));
    return handle;
  }

  /** All entries of a directory but "." and "..". */
  async list(path: string): Promise<NameEntry[]> {
    const entries = await this.listAll(path);
    expect(entries.slice(0, 2).map(({ filename }) => filename)).toEqual([".", ".."]);
    return entries.slice(2);
  }

  /** All entries of a directory. */
  async listAll(path: string): Promise<NameEntry[]> {
    const { handle } = await this.get("handle", this.call("opendir", { path }));
    const entries: NameEntry[] = [];
    for (;;) {
      const reply = await this.call("readdir", { handle });
      if (reply.name !== "name") break;
      entries.push(...reply.body.entries);
    }
    expect(await this.status(this.call("close", { handle }))).toBe(0);
    return entries;
  }

  /** Breaks the connection; resolves when the server is done with the session. */
  async cut(): Promise<void> {
    (this.channel.duplex as MemoryChannel).resetAndDestroy();
    await this.server.closed;
  }

  /** Leaves as a client does that hangs up. */
  async end(): Promise<void> {
    await this.channel.end();
    await this.server.closed;
  }

  #receive(frame: Uint8Array): void {
    const reply = decodeReply(frame);
    expect(reply.id).toBe(this.pending.shift());
    this.#waiting.get(reply.id)!({ ...reply });
    this.#waiting.delete(reply.id);
  }
}

/** A session that has been greeted. */
export async function openSession(
  backend: SFTPServerOptions["backend"],
  options: Omit<TestOptions, "backend"> = {},
): Promise<TestSession> {
  const session = new TestSession({ backend, ...options });
  await session.greet();
  return session;
}
