import { PassThrough } from "node:stream";

import { expect, it } from "vitest";

import {
  closedByPeer,
  exchangesKeys,
  keepsMemory,
  socketOf,
  SSH2_WINDOW,
  windowControl,
} from "../../src/ssh2/internals.ts";
import { ReceiveWindow } from "../../src/ssh2/receiveWindow.ts";
import type { Ssh2Channel, Ssh2Client, Ssh2Connection } from "../../src/ssh2/types.ts";
import { loopback } from "./loopback.ts";

it("finds in ssh2 what it looks for; if not, ssh2 has changed and this package must follow", async () => {
  const pair = await loopback();
  const sides = [
    [pair.client, pair.clientChannel, pair.clientSocket],
    [pair.server, pair.serverChannel, pair.serverSocket],
  ] as const;
  for (const [connection, channel, socket] of sides) {
    expect(socketOf(connection)).toBe(socket);
    expect(windowControl(channel)?.left).toBe(SSH2_WINDOW);
    expect(exchangesKeys(connection)).toBe(false);
    expect(keepsMemory(connection, new ArrayBuffer(1))).toBe(false);
    expect(closedByPeer(channel)).toBe(false);
  }
  pair.server.rekey();
  expect(exchangesKeys(pair.server)).toBe(true);
  expect(keepsMemory(pair.server, new ArrayBuffer(1))).toBe(true);
  await new Promise<void>((resolve) => pair.server.on("rekey", resolve));
  expect(exchangesKeys(pair.server)).toBe(false);
  pair.serverChannel.resume();
  pair.clientChannel.close();
  await new Promise((resolve) => pair.serverChannel.on("close", resolve));
  expect(closedByPeer(pair.serverChannel)).toBe(true);
  await pair.close();
});

it("goes on without what is not there", () => {
  const connection = {} as Ssh2Connection;
  const channel = new PassThrough() as unknown as Ssh2Channel;
  expect(socketOf(connection)).toBeUndefined();
  expect(exchangesKeys(connection)).toBe(false);
  expect(keepsMemory(connection, new ArrayBuffer(1))).toBeUndefined();
  expect(closedByPeer(channel)).toBe(false);
  expect(windowControl(channel)).toBeUndefined();
  expect(new ReceiveWindow(channel, 64 * SSH2_WINDOW).size).toBe(SSH2_WINDOW);
});

it("describes ssh2's own types, so that nobody needs a cast", async () => {
  const pair = await loopback();
  const client: Ssh2Client = pair.client;
  const connections: Ssh2Connection[] = [pair.client, pair.server];
  const channels: Ssh2Channel[] = [pair.clientChannel, pair.serverChannel];
  expect([client, ...connections, ...channels].length).toBe(5);
  await pair.close();
});
