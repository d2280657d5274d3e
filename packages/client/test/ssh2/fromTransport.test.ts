import { once } from "node:events";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import ssh2, { type Client } from "ssh2";
import { Random, until } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { fromTransport } from "../../src/ssh2/fromTransport.ts";
import { expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions } from "../model/modelServer.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";
import { type SshServer, sshServer } from "./sshServer.ts";

/** An SSH connection that is ready, made without this package. */
async function ready({ host, port }: SshServer): Promise<Client> {
  const connection = new ssh2.Client();
  onTestFinished(() => void connection.destroy());
  connection.connect({ host, port, username: "me", password: "secret" });
  await new Promise((resolve, reject) =>
    connection.on("ready", () => resolve(undefined)).on("error", reject),
  );
  return connection;
}

/** How many bytes each READ asked for or WRITE carried. */
function payloads({ sessions }: SshServer, type: number): number[] {
  return sessions.flatMap(({ sftp }) =>
    sftp.peer.received
      .filter((request) => request.type === type)
      .map(({ fields }) => {
        const reader = fields();
        reader.string();
        reader.u64();
        return reader.u32();
      }),
  );
}

describe("an SFTP session on a connection that is there", () => {
  it("[C3] is a client on a channel of its own, and closing it leaves the connection alone", async () => {
    const server = await sshServer({ tree: new Tree().file("/f", "content") });
    const connection = await ready(server);
    const first = await fromTransport(connection);
    const second = await fromTransport(connection);
    expect((await first.readFile("/f")).toString()).toBe("content");
    await first.close();
    await server.sessions[0]!.sftp.peer.closed;
    expect(await second.readFile("/f", { encoding: "utf8" })).toBe("content");
    expect(server.sockets).toHaveLength(1);
    const third = await fromTransport(connection);
    expect((await third.stat("/f")).size).toBe(7);
    await Promise.all([second.close(), third.close()]);
    expect(server.sockets[0]!.destroyed).toBe(false);
  });

  it("[C3] throws where no channel is granted", async () => {
    const connection = await ready(await sshServer());
    await expect(fromTransport(connection)).rejects.toMatchObject({
      name: "SFTPError",
      operation: "connect",
    });
    connection.end();
    await once(connection, "close");
    await expect(fromTransport(connection)).rejects.toMatchObject({ name: "SFTPError" });
  });

  it.each([undefined, 4 * 1024 * 1024])(
    "[C3] windowSize %s is how much the server may send before it is read, 8 MiB by default",
    async (windowSize) => {
      const server = await sshServer({});
      const sftp = await fromTransport(await ready(server), { windowSize });
      const { outgoing } = server.sessions[0]!.channel as unknown as { outgoing: { window: number } };
      await sftp.stat("/");
      const wanted = windowSize ?? 8 * 1024 * 1024;
      // It is topped up in eighths.
      expect(outgoing.window).toBeLessThanOrEqual(wanted);
      expect(outgoing.window).toBeGreaterThan((wanted * 7) / 8 - 1_000);
      await sftp.close();
    },
  );

  it("[C3] windowSize bounds what a download keeps on its way", async () => {
    const content = new Random(3).bytes(1_000_000);
    const server = await sshServer({ tree: new Tree().file("/f", content) });
    const sftp = await fromTransport(await ready(server), { windowSize: 100_000, channels: 1 });
    expect(await sftp.getfo("/f", new WritableStream())).toBe(content.length);
    expect(server.sessions[0]!.sftp.mostWaiting.get(Packet.READ)).toBeLessThanOrEqual(3);
    await sftp.close();
  });

  it("[C3] maxPacketSize is the most that a READ or WRITE carries", async () => {
    const content = new Random(4).bytes(100_000);
    const server = await sshServer({
      tree: new Tree().file("/f", content),
      limits: { read: 50_000, write: 50_000 },
    });
    const sftp = await fromTransport(await ready(server), { maxPacketSize: 5_000 });
    await sftp.getfo("/f", new WritableStream());
    await sftp.putfo([content], "/g");
    expect(Math.max(...payloads(server, Packet.READ))).toBe(5_000);
    expect(Math.max(...payloads(server, Packet.WRITE))).toBe(5_000);
    await sftp.close();
  });

  it("[C-1] ends with its connection, and says so", async () => {
    const server = await sshServer({ instead: ({ type }) => (type === Packet.STAT ? null : undefined) });
    const sftp = await fromTransport(await ready(server));
    const statting = sftp.stat("/");
    statting.catch(() => {});
    await until(() => server.sessions[0]!.sftp.count(Packet.STAT) === 1, "the request");
    server.sockets[0]!.destroy();
    await expect(statting).rejects.toMatchObject({ name: "SFTPError", code: "ECONNRESET" });
    expect(await sftp.closed).toMatchObject({ code: "ECONNRESET" });
  });

  it("is not begun under an aborted signal", async () => {
    const server = await sshServer({});
    const connection = await ready(server);
    const signal = AbortSignal.abort();
    await expect(fromTransport(connection, { signal })).rejects.toMatchObject({ code: "ABORT_ERR" });
    expect(server.sessions).toHaveLength(0);
  });
});

/** A server that is far away by the clock. */
function far(tree: Tree): ModelOptions {
  return {
    tree,
    instead({ type }) {
      if (type === Packet.READ || type === Packet.WRITE) vi.advanceTimersByTime(40);
      return undefined;
    },
  };
}

describe("a transfer that is held back by the window of its channel", () => {
  const content = new Random(9).bytes(1_500_000);
  const options = { windowSize: 64 * 1024, maxPacketSize: 16 * 1024 };

  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  async function downloaded(server: SshServer, channels?: number): Promise<void> {
    const sftp = await fromTransport(await ready(server), { ...options, channels });
    const sink = new PassThrough();
    const received = buffer(sink);
    await sftp.getfo("/f", sink);
    sink.end();
    expect((await received).equals(content)).toBe(true);
    await sftp.close();
    await Promise.all(server.sessions.map(({ sftp: { peer } }) => peer.closed));
    for (const session of server.sessions) await expectBalancedBooks(session.sftp);
    expect(server.sockets).toHaveLength(1);
    expect(server.sockets[0]!.destroyed).toBe(false);
  }

  it.each([
    [undefined, 4],
    [2, 2],
    [1, 1],
  ])("[C3] uses `channels` %s of the same connection: 4 by default", async (channels, used) => {
    const server = await sshServer(far(new Tree().file("/f", content)));
    await downloaded(server, channels);
    expect(server.sessions).toHaveLength(used);
    const reads = server.sessions.map(({ sftp }) => sftp.count(Packet.READ));
    expect(Math.min(...reads)).toBeGreaterThan(3);
  });

  it("[C3] goes on with the channels that the server grants", async () => {
    const server = await sshServer(far(new Tree().file("/f", content)), undefined, 2);
    await downloaded(server);
    expect(server.sessions).toHaveLength(2);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %s channels", async (channels) => {
    const connection = await ready(await sshServer({}));
    await expect(fromTransport(connection, { channels })).rejects.toThrow(RangeError);
  });
});
