import { type AddressInfo, connect, createServer } from "node:net";

import { frame, Random, turns, until } from "@sftp/testing";
import type { Algorithms, CipherAlgorithm } from "ssh2";
import { describe, expect, it, onTestFinished } from "vitest";

import { FrameChannel } from "../../src/frameChannel.ts";
import { ReadMemory } from "../../src/ssh2/readMemory.ts";
import { SSHConnection } from "../../src/ssh2/sshConnection.ts";
import { SSHDuplex } from "../../src/ssh2/sshDuplex.ts";
import { type Loopback, loopback } from "./loopback.ts";

/** Enough turns for a real socket on a busy machine; nothing here measures time. */
const PATIENCE = 1e7;
const LARGEST = 250_000;

const ciphers: Record<string, Algorithms> = {
  "aes128-gcm": { cipher: ["aes128-gcm@openssh.com" as CipherAlgorithm] },
  "chacha20-poly1305": { cipher: ["chacha20-poly1305@openssh.com" as CipherAlgorithm] },
  "aes128-ctr, encrypt then MAC": { cipher: ["aes128-ctr"], hmac: ["hmac-sha2-256-etm@openssh.com"] },
  "aes128-ctr, MAC then encrypt": { cipher: ["aes128-ctr"], hmac: ["hmac-sha2-256"] },
  compressed: { cipher: ["aes128-gcm@openssh.com" as CipherAlgorithm], compress: ["zlib@openssh.com"] },
};

/** A connection whose client reads into memory that is used again. */
async function thriftyLoopback(
  algorithms: Algorithms,
  through = async (port: number): Promise<number> => port,
): Promise<Loopback> {
  const pair = await loopback({
    algorithms,
    async connect({ host, port }, client) {
      const socket = ReadMemory.connect({ host, port: await through(port) });
      SSHConnection.of(client, socket);
      return socket;
    },
  });
  onTestFinished(() => pair.close());
  return pair;
}

/** A proxy that passes on what the server sent in pieces, with time between them to read each. */
async function piecemeal(port: number, size: () => number): Promise<number> {
  const proxy = createServer((socket) => {
    socket.setNoDelay(true);
    const upstream = connect({ host: "127.0.0.1", port, noDelay: true });
    socket.pipe(upstream);
    socket.on("error", () => {});
    upstream.on("error", () => {});
    upstream.on("close", () => socket.destroy());
    void (async () => {
      for await (const chunk of upstream as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length;) {
          const end = at + size();
          socket.write(chunk.subarray(at, end));
          at = end;
          await turns(3);
        }
      }
    })().catch(() => {});
  });
  onTestFinished(() => void proxy.close());
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return (proxy.address() as AddressInfo).port;
}

describe("memory that a socket reads into again and again", () => {
  it.each(Object.entries(ciphers))(
    "changes nothing of what arrives, however it is cut, while keys are exchanged or reading rests: %s",
    async (_name, algorithms) => {
      const random = new Random(1);
      let pieces = 1_000_000;
      const pair = await thriftyLoopback(algorithms, (port) =>
        piecemeal(port, () => 1 + random.below(pieces)),
      );
      const sent: Uint8Array[] = [];
      const came: Uint8Array[] = [];
      const right = new FrameChannel(new SSHDuplex(pair.serverChannel, pair.server), { frame() {} });
      const left: FrameChannel = new FrameChannel(new SSHDuplex(pair.clientChannel, pair.client), {
        frame(bytes, owned) {
          came.push(owned ? bytes : new Uint8Array(bytes));
          if (!random.oneIn(10)) return;
          left.pause();
          void turns(5).then(() => left.resume());
        },
      });
      const send = (length: number): void => {
        const content = random.bytes(random.below(length));
        sent.push(content);
        right.send(frame(7, content));
      };
      for (const [largest, most, rounds] of [
        [20, 40, 400],
        [20, 1_000_000, 400],
        [LARGEST, 100_000, 40],
      ] as const) {
        pieces = most;
        for (let round = 0; round < rounds; round++) {
          if (round % 20 === 0) pair.server.rekey();
          for (let count = random.below(3); count >= 0; count--) send(largest);
          await right.drained();
          await turns(random.below(10));
        }
      }
      await until(() => came.length === sent.length, "all that was sent", PATIENCE);
      for (const [index, bytes] of came.entries())
        expect(Buffer.compare(bytes.subarray(1), sent[index]!)).toBe(0);
    },
  );

  it("is the same for nearly all that arrives", async () => {
    const pair = await thriftyLoopback({});
    const memories = new Map<ArrayBufferLike, number>();
    pair.clientSocket.on("data", ({ buffer, length }: Buffer) =>
      memories.set(buffer, (memories.get(buffer) ?? 0) + length),
    );
    let bytes = 0;
    const size = 8 * 1024 * 1024;
    new SSHDuplex(pair.clientChannel, pair.client, { receiveWindow: size }).on(
      "data",
      (chunk: Buffer) => (bytes += chunk.length),
    );
    new SSHDuplex(pair.serverChannel, pair.server).end(new Uint8Array(size));
    await until(() => bytes === size, "all that was sent", PATIENCE);
    expect(Math.max(...memories.values())).toBeGreaterThan(size / 2);
  });

  it("is not used again where ssh2 does not say what it keeps", async () => {
    const pair = await thriftyLoopback({});
    Object.assign(pair.client, {
      _protocol: { ...(pair.client as unknown as { _protocol: object })._protocol, _decipher: undefined },
    });
    const duplex = new SSHDuplex(pair.clientChannel, pair.client);
    const borrowed: boolean[] = [];
    const memory = ReadMemory.of(pair.clientSocket)!;
    duplex.on("data", (chunk: Buffer) => borrowed.push(memory.holds(chunk)));
    new SSHDuplex(pair.serverChannel, pair.server).write(new Uint8Array(100));
    await until(() => borrowed.length > 0, "what was sent", PATIENCE);
    expect(borrowed).toEqual([false]);
  });
});
