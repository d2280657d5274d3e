import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { Duplex as NodeDuplex } from "node:stream";
import { FsBackend } from "@sftp/fs-backend";
import { SFTPServer } from "@sftp/server";
import { channelPair } from "@sftp/testing";
import {
  type DecodedReply,
  decodeReply,
  encodeRequest,
  encodeVersion,
  FrameReader,
  INIT,
  type RequestBody,
  type RequestName,
} from "@sftp/wire";

/** A session that is driven by requests, one at a time. */
export class RawSession {
  readonly #channel: Duplex;
  readonly #frames: AsyncGenerator<Uint8Array, never>;
  #id = 0;

  private constructor(channel: Duplex) {
    this.#channel = channel;
    this.#frames = framesOf(channel);
  }

  /** Our server, on a directory that it serves as "/". */
  static async ours(root: string): Promise<RawSession> {
    const [near, far] = channelPair();
    void new SFTPServer(far, { backend: new FsBackend({ root }) });
    return RawSession.#begin(near);
  }

  /** OpenSSH's server, which begins in a directory. */
  static async openssh(root: string): Promise<RawSession> {
    const child = spawn("/usr/lib/openssh/sftp-server", ["-d", root], { stdio: ["pipe", "pipe", "ignore"] });
    return RawSession.#begin(NodeDuplex.from({ writable: child.stdin, readable: child.stdout }));
  }

  static async #begin(channel: Duplex): Promise<RawSession> {
    const session = new RawSession(channel);
    channel.write(encodeVersion(INIT, { version: 3, extensions: new Map() }));
    await session.#frames.next();
    return session;
  }

  async request<N extends RequestName>(name: N, body: RequestBody<N>): Promise<DecodedReply> {
    this.#channel.write(encodeRequest(name, this.#id++, body));
    return decodeReply((await this.#frames.next()).value);
  }

  close(): void {
    this.#channel.destroy();
  }
}

async function* framesOf(channel: Duplex): AsyncGenerator<Uint8Array, never> {
  const reader = new FrameReader();
  for await (const chunk of channel) {
    for (const frame of reader.push(chunk as Uint8Array)) yield Uint8Array.from(frame.bytes);
  }
  throw new Error("the session has ended");
}
