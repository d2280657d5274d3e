import { setImmediate, setTimeout } from "node:timers/promises";

import { turns, until } from "@sftp/testing";
import { afterEach, expect, it } from "vitest";

import { generateHostKey, passwords, serve, type SFTPListener } from "../../../src/ssh2/index.ts";
import { logIn, openPeer } from "../../support/connectSsh.ts";
import { acceptFor, payloads, RawSsh } from "../../support/rawSsh.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

const hostKey = generateHostKey();

let listener: SFTPListener;
afterEach(() => listener.close({ graceMs: 0 }));

/** Requests that are answered, before and after a login. */
const floods = [
  ["global requests", false, payloads.globalRequest],
  ["channel opens", false, payloads.channelOpen],
  ["a service request and logins by `none`", false, payloads.userauth("none")],
  ["global requests", true, payloads.globalRequest],
  ["channel opens", true, payloads.channelOpen],
  ["channel requests", true, payloads.channelRequest(0)],
  ["shells", true, payloads.channelRequest(0, "shell", Buffer.alloc(0))],
  ["unknown subsystems", true, payloads.channelRequest(0, "subsystem", Buffer.from("\0\0\0\x04none"))],
  ["logins", true, payloads.userauth("none")],
] as const;

it.each(floods)(
  "[S-17] %s (logged in: %s) are not answered to whoever reads nothing",
  async (_what, loggedIn, request) => {
    listener = await serve({
      hostKeys: [hostKey],
      authenticate: passwords({ ann: "secret" }),
      backend: new TreeBackend(),
      listen: false,
    });
    const entry = await acceptFor(listener);
    const attacker = await RawSsh.connect(entry, loggedIn ? "secret" : undefined);
    const [socket] = entry.sockets;
    if (loggedIn) attacker.send(payloads.sessionOpen(0));
    else attacker.send(payloads.serviceRequest);
    await turns(20);
    // As if the client's window were full: what the kernel would take for it costs the server nothing.
    socket!.cork();
    const limit = (loggedIn ? 256 : 64) * 1024;
    const packets = Array.from({ length: 64 }, () => request);
    for (let sent = 0; sent < 3 * limit && !socket!.destroyed; sent += 64 * request.length) {
      for (const packet of packets) attacker.send(packet);
      await setImmediate();
    }
    await until(
      () => socket!.destroyed || socket!.readableLength > 0 || attacker.socket.writableLength === 0,
    );
    await setTimeout(50);
    // What one read brings may be answered beyond the limit.
    expect(socket!.writableLength).toBeLessThan(limit + 128 * 1024);
    // Others are served meanwhile, and the attacker too once it reads.
    const other = await logIn(entry, { password: "secret" });
    await openPeer(other);
    other.end();
    socket!.uncork();
    await until(() => socket!.writableLength === 0 || socket!.destroyed);
    attacker.destroy();
    entry.close();
  },
);

it("a client that reads slowly, and gives signs of life, is not taken for dead", async () => {
  listener = await serve({
    hostKeys: [hostKey],
    authenticate: passwords({ ann: "secret" }),
    backend: new TreeBackend(),
    listen: false,
    keepaliveInterval: 200,
  });
  const entry = await acceptFor(listener);
  const client = await RawSsh.connect(entry, "secret");
  const [socket] = entry.sockets;
  socket!.cork();
  while (socket!.writableLength <= 256 * 1024) {
    for (let count = 0; count < 64; count++) client.send(payloads.globalRequest);
    await setImmediate();
  }
  const ignored = Buffer.from([2, 0, 0, 0, 0]);
  for (let times = 0; times < 20; times++) {
    client.send(ignored);
    await setTimeout(100);
  }
  expect(socket!.destroyed).toBe(false);
  socket!.uncork();
  await until(() => socket!.writableLength === 0);
  expect(socket!.destroyed).toBe(false);
  client.destroy();
  entry.close();
});
