import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

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
import { type Loopback, loopback } from "./loopback.ts";

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

describe("ssh2 has the private field", () => {
  let pair: Loopback;
  /** Whatever ssh2 has, as it is. */
  type Private = Record<string, Record<string, Record<string, unknown>>>;
  const client = () => pair.client as unknown as Private;
  const server = () => pair.server as unknown as Private;
  const channel = () => pair.serverChannel as unknown as Private;

  beforeAll(async () => {
    pair = await loopback();
  });
  afterAll(() => pair.close());

  const fields: [field: string, look: () => unknown, type: string][] = [
    ["_sock of a connection", () => client()["_sock"], "object"],
    ["_protocol of a connection", () => server()["_protocol"], "object"],
    ["_server of a protocol", () => server()["_protocol"]!["_server"], "boolean"],
    ["_kexinit of a protocol", () => "_kexinit" in server()["_protocol"]!, "boolean"],
    [
      "_skipNextInboundPacket of a protocol",
      () => server()["_protocol"]!["_skipNextInboundPacket"],
      "boolean",
    ],
    ["_kex of a protocol", () => server()["_protocol"]!["_kex"], "object"],
    ["negotiated of a key exchange", () => server()["_protocol"]!["_kex"]!["negotiated"], "object"],
    [
      "_remoteKexinit of a key exchange",
      () => "_remoteKexinit" in server()["_protocol"]!["_kex"]!,
      "boolean",
    ],
    ["hashName of a key exchange", () => server()["_protocol"]!["_kex"]!["hashName"], "string"],
    ["generateKeys of a key exchange", () => server()["_protocol"]!["_kex"]!["generateKeys"], "function"],
    ["getPublicKey of a key exchange", () => server()["_protocol"]!["_kex"]!["getPublicKey"], "function"],
    [
      "convertPublicKey of a key exchange",
      () => server()["_protocol"]!["_kex"]!["convertPublicKey"],
      "function",
    ],
    ["computeSecret of a key exchange", () => server()["_protocol"]!["_kex"]!["computeSecret"], "function"],
    ["_offer of a protocol", () => server()["_protocol"]!["_offer"], "object"],
    ["lists of an offer", () => server()["_protocol"]!["_offer"]!["lists"], "object"],
    ["_packetRW of a protocol", () => server()["_protocol"]!["_packetRW"]!["read"], "object"],
    ["_decipher of a protocol", () => server()["_protocol"]!["_decipher"], "object"],
    ["_handlers of a protocol", () => server()["_protocol"]!["_handlers"]!["CHANNEL_REQUEST"], "function"],
    [
      "CHANNEL_CLOSE of the handlers",
      () => server()["_protocol"]!["_handlers"]!["CHANNEL_CLOSE"],
      "function",
    ],
    ["channelClose of a protocol", () => server()["_protocol"]!["channelClose"], "function"],
    ["channelFailure of a protocol", () => server()["_protocol"]!["channelFailure"], "function"],
    ["channelWindowAdjust of a protocol", () => server()["_protocol"]!["channelWindowAdjust"], "function"],
    ["_chanMgr of a connection", () => server()["_chanMgr"]!["_channels"], "object"],
    ["_cur of the channels", () => server()["_chanMgr"]!["_cur"], "number"],
    ["add of the channels", () => server()["_chanMgr"]!["add"], "function"],
    ["get of the channels", () => server()["_chanMgr"]!["get"], "function"],
    ["remove of the channels", () => server()["_chanMgr"]!["remove"], "function"],
    ["_chanInfo of a session", () => sessionOf(0)["_chanInfo"]!["outgoing"], "object"],
    ["_channel of a session", () => sessionOf(0)["_channel"], "object"],
    ["_ending of a session", () => sessionOf(0)["_ending"], "boolean"],
    ["_client of a channel", () => channel()["_client"], "object"],
    ["window of a channel", () => channel()["incoming"]!["window"], "number"],
    ["state of a channel", () => channel()["incoming"]!["state"], "string"],
    ["id of a channel", () => channel()["outgoing"]!["id"], "number"],
  ];

  function sessionOf(id: number): Private {
    const { _channels: channels } = server()["_chanMgr"] as unknown as { _channels: Record<number, Private> };
    return channels[id]!;
  }

  it.each(fields)("%s", (_field, look, type) => {
    expect(typeof look()).toBe(type);
    expect(look()).not.toBeNull();
  });

  it("in no other file of these packages", async () => {
    const packages = new URL("../../../", import.meta.url);
    const named = fields.map(([field]) => field.split(" ")[0]!).filter((field) => field.startsWith("_"));
    const names = new RegExp(`\\b(${named.join("|")})\\b`);
    const touching: string[] = [];
    for (const name of ["channel", "server", "client"]) {
      const source = fileURLToPath(new URL(`${name}/src/`, packages));
      for (const file of await readdir(source, { recursive: true })) {
        if (!file.endsWith(".ts") || file.endsWith("ssh2/internals.ts")) continue;
        const text = await readFile(join(source, file), "utf8");
        if (names.test(text)) {
          touching.push(`${name}/${file}`);
        }
      }
    }
    expect(touching).toEqual([]);
  });
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
