import { once } from "node:events";
import { connect, type Socket } from "node:net";

import { turns, until } from "@sftp/testing";
import ssh2 from "ssh2";
import { afterEach, describe, expect, it } from "vitest";

import {
  generateHostKey,
  type LoginEvent,
  passwords,
  serve,
  type ServeOptions,
  type SFTPListener,
} from "../../../src/ssh2/index.ts";
import { closing, logIn, openPeer } from "../../support/connectSsh.ts";
import { acceptFor } from "../../support/rawSsh.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

const hostKey = generateHostKey();
const IDENTIFICATION = "SSH-2.0-test\r\n";
const TEXT = "PROXY TCP4 192.0.2.7 127.0.0.1 4660 22\r\n";

const listeners: SFTPListener[] = [];
afterEach(() => Promise.all(listeners.splice(0).map((listener) => listener.close({ graceMs: 0 }))));

async function start(options: Partial<ServeOptions> = {}) {
  const events: LoginEvent[] = [];
  const sessions: unknown[] = [];
  const listener = await serve({
    hostKeys: [hostKey],
    authenticate: passwords({ ann: "secret" }),
    backend: ({ remoteAddress }) => (sessions.push(remoteAddress), new TreeBackend()),
    proxyProtocol: { from: ["127.0.0.1"] },
    onLogin: (event) => events.push(event),
    ...options,
  });
  listeners.push(listener);
  return { listener, events, sessions };
}

async function open({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, "connect");
  return socket;
}

/** What the server sends until it waits, and whether it has closed the connection. */
async function greeting(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return chunk.toString("latin1");
}

/** Logs in through a proxy that sends this header. */
async function throughProxy(listener: SFTPListener, header: string): Promise<ssh2.Client> {
  const sock = await open(listener);
  sock.write(header);
  return logIn(listener, { sock, password: "secret" });
}

describe("a server behind a proxy", () => {
  it("[O-4] takes the client's address from the header: for rules, limits, sessions and records", async () => {
    const seen: unknown[] = [];
    const { listener, events, sessions } = await start({
      authenticate: ({ remoteAddress }) => (seen.push(remoteAddress), true),
    });
    const client = await throughProxy(listener, TEXT);
    await openPeer(client);
    expect(seen).toContain("192.0.2.7");
    expect(sessions).toEqual(["192.0.2.7"]);
    expect(events).toMatchObject([{ outcome: "accepted", remoteAddress: "192.0.2.7", remotePort: 4660 }]);
    client.end();
  });

  it("[O-4] answers a header and an identification split at every byte", async () => {
    const { listener } = await start({ loginsPerAddress: 1000 });
    const all = Buffer.from(TEXT + IDENTIFICATION, "latin1");
    for (let at = 1; at < all.length; at++) {
      const socket = await open(listener);
      socket.write(all.subarray(0, at));
      await turns(3);
      socket.write(all.subarray(at));
      expect(await greeting(socket), `split at ${at}`).toMatch(/^SSH-2\.0-/);
      socket.destroy();
    }
    const socket = await open(listener);
    const received: Buffer[] = [];
    socket.on("data", (chunk) => received.push(chunk));
    for (const byte of all) {
      socket.write(Buffer.from([byte]));
      await turns(2);
    }
    // The identification and then KEXINIT: ssh2 has understood the client's identification.
    await until(() => Buffer.concat(received).length > 200);
    socket.destroy();
  });

  it.each([
    ["no header", IDENTIFICATION, /no PROXY header/],
    ["two headers", TEXT + TEXT + IDENTIFICATION, /no identification string/],
    ["a damaged header", "PROXY TCP4 nobody\r\n", /damaged/],
  ])("[O-4] rejects a proxy that sends %s", async (_what, bytes, reason) => {
    const { listener, events } = await start();
    const socket = await open(listener);
    socket.write(bytes);
    await closing(socket);
    await until(() => events.length > 0);
    expect(events).toMatchObject([{ outcome: "rejected", reason: expect.stringMatching(reason) as string }]);
  });

  it("[O-4] rejects a header from elsewhere, and takes connections from elsewhere without one", async () => {
    const { listener, events } = await start({ proxyProtocol: { from: ["192.0.2.0/24", "2001:db8::1"] } });
    const socket = await open(listener);
    socket.write(TEXT + IDENTIFICATION);
    await closing(socket);
    (await logIn(listener, { password: "secret" })).end();
    await until(() => events.length === 2);
    expect(events).toMatchObject([
      { outcome: "rejected", remoteAddress: "127.0.0.1" },
      { outcome: "accepted", remoteAddress: "127.0.0.1" },
    ]);
  });

  it("[O-4] silent connections of one client do not lock out the others", async () => {
    const { listener, events } = await start({ loginsPerAddress: 3 });
    const silent = await Promise.all(Array.from({ length: 20 }, () => open(listener)));
    for (const socket of silent) socket.write(TEXT);
    await until(() => events.filter(({ outcome }) => outcome === "rejected").length === 17);
    (await throughProxy(listener, "PROXY TCP6 2001:db8::7 ::1 4660 22\r\n")).end();
    for (const socket of silent) socket.destroy();
  });

  it("[O-4] does not wait for a header for ever", async () => {
    const { listener, events } = await start({ loginTimeout: 50 });
    const socket = await open(listener);
    socket.write("PROXY ");
    await closing(socket);
    await until(() => events.length > 0);
    expect(events).toMatchObject([
      { outcome: "rejected", reason: expect.stringContaining("in time") as string },
    ]);
  });

  it("refuses an address that is none", async () => {
    await expect(start({ proxyProtocol: { from: ["balancer.example"] } })).rejects.toThrow(
      /proxyProtocol\.from: "balancer\.example" is no address; host names are not looked up/,
    );
  });
});

it("[O-4] a socket that was accepted elsewhere is served as that client's", async () => {
  const { listener, events, sessions } = await start({ listen: false, proxyProtocol: undefined });
  const entry = await acceptFor(listener, { remoteAddress: "198.51.100.9", remotePort: 7 });
  const client = await logIn(entry, { password: "secret" });
  await openPeer(client);
  expect(listener.port).toBe(0);
  expect(sessions).toEqual(["198.51.100.9"]);
  expect(events).toMatchObject([{ outcome: "accepted", remoteAddress: "198.51.100.9", remotePort: 7 }]);
  client.end();
  entry.close();
});
