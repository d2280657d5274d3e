import { EventEmitter } from "node:events";

import { turns, until } from "@sftp/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { SSHConnection } from "../../src/ssh2/sshConnection.ts";
import { SSHDuplex } from "../../src/ssh2/sshDuplex.ts";
import type { Ssh2Channel, Ssh2Connection } from "../../src/ssh2/types.ts";
import { type Loopback, loopback } from "./loopback.ts";

let pair: Loopback;
beforeEach(async () => void (pair = await loopback()));
afterEach(() => pair.close());

it("is one per connection, and knows its socket", () => {
  const connection = SSHConnection.of(pair.server, pair.serverSocket);
  expect(SSHConnection.of(pair.server)).toBe(connection);
  expect(connection.socket).toBe(pair.serverSocket);
  expect(SSHConnection.of(pair.client).socket).toBe(pair.clientSocket);
});

it("turns Nagle's algorithm off", () => {
  const setNoDelay = vi.spyOn(pair.clientSocket, "setNoDelay");
  SSHConnection.of(pair.client);
  expect(setNoDelay).toHaveBeenCalledWith(true);
});

it("adds no listener for another channel", async () => {
  const open = () =>
    new Promise<Ssh2Channel>((resolve, reject) => {
      pair.client.subsys("sftp", (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  const listeners = () => pair.client.eventNames().map((name) => pair.client.listenerCount(name));
  const duplexes = [new SSHDuplex(pair.clientChannel, pair.client)];
  const before = listeners();
  while (duplexes.length < 20) duplexes.push(new SSHDuplex(await open(), pair.client));
  expect(listeners()).toEqual(before);
});

it("hears every error of the connection, and tells its channels while they live", async () => {
  const plain = new EventEmitter() as unknown as Ssh2Connection & EventEmitter;
  const connection = SSHConnection.of(plain);
  const lost = vi.fn<(error?: Error) => void>();
  const forget = connection.onLost(lost);
  const failure = new Error("bad packet");
  plain.emit("error", failure);
  expect(lost).toHaveBeenLastCalledWith(failure);
  expect(connection.lost).toBe(false);
  plain.emit("end");
  expect(lost).toHaveBeenCalledTimes(2);
  expect(connection.lost).toBe(true);
  forget();
  plain.emit("close");
  expect(lost).toHaveBeenCalledTimes(2);
});

it("is over for its channels when the peer breaks the protocol, though the socket stays", async () => {
  const duplex = new SSHDuplex(pair.serverChannel, pair.server);
  const failed = new Promise<Error>((resolve) => duplex.on("error", resolve));
  pair.clientSocket.write(Buffer.alloc(100_000, 0xff));
  expect(await failed).toBeInstanceOf(Error);
  expect(duplex.destroyed).toBe(true);
});

it("calls back at once where nothing is held back, and after the end never", async () => {
  const connection = SSHConnection.of(pair.client);
  const written = vi.fn<() => void>();
  connection.whenWritten(written);
  expect(written).toHaveBeenCalledTimes(1);

  pair.serverSocket.pause();
  pair.clientSocket.cork();
  pair.clientSocket.write(Buffer.alloc(2 * 1024 * 1024));
  connection.whenWritten(written);
  pair.clientSocket.destroy();
  await until(() => connection.lost, "the end", 1e6);
  await turns(2);
  expect(written).toHaveBeenCalledTimes(1);
});

it("cuts off by the socket, or by asking ssh2 where there is none", () => {
  SSHConnection.of(pair.client).cutOff();
  expect(pair.clientSocket.destroyed).toBe(true);
  const end = vi.fn<() => void>();
  SSHConnection.of(Object.assign(new EventEmitter(), { end }) as unknown as Ssh2Connection).cutOff();
  expect(end).toHaveBeenCalledTimes(1);
});
