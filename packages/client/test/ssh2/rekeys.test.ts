import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2, { type Client } from "ssh2";
import { ReadMemory, type Ssh2Channel, SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import { Random, type ReceivedFrame, repeats } from "@sftp/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import type { ModelServer } from "../model/modelServer.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "../transfer/temporaryDirectory.ts";
import { type SshServer, sshServer } from "./sshServer.ts";

/** Before the pools are loaded: what is released is overwritten. */
vi.hoisted(() => void (process.env["SFTP_POISON"] = "1"));

const content = new Random(17).bytes(600_000);
const REQUEST = 8 * 1024;
const WINDOW = 2 * REQUEST;

/** How many requests pass between two exchanges of keys. */
const BETWEEN_REKEYS = 60;

/** Each takes ten times as long as one in memory. */
const schedules = Math.ceil(repeats(80) / 10);

/** A connection that reads into the same memory again and again. */
async function connect({ host, port }: SshServer): Promise<Client> {
  const connection = new ssh2.Client();
  const socket = ReadMemory.connect({ host, port });
  SSHConnection.of(connection, socket);
  onTestFinished(() => void connection.destroy());
  connection.connect({ sock: socket, username: "me", password: "secret" });
  await new Promise((resolve, reject) =>
    connection.once("ready", () => resolve(undefined)).once("error", reject),
  );
  return connection;
}

/** Answers after some milliseconds, so that one channel holds a transfer back; tells of every request. */
function slow(random: Random, tell: () => void) {
  return (request: ReceivedFrame, server: ModelServer): null | undefined => {
    if (request.type !== Packet.READ && request.type !== Packet.WRITE) return undefined;
    tell();
    setTimeout(() => server.peer.send(server.answer(request)), 3 + random.below(4));
    return null;
  };
}

it("[C-16] moves the right bytes both ways over four channels while keys are exchanged", async () => {
  const random = new Random(17);
  let requests = 0;
  let rekeys = 0;
  const tree = new Tree().file("/source", content);
  const server: SshServer = await sshServer({
    tree,
    instead: slow(random, () => {
      if (++requests % BETWEEN_REKEYS === 0) server.connections[0]!.rekey(() => rekeys++);
    }),
  });
  const connection = await connect(server);
  const open = async (): Promise<SSHDuplex> => {
    const channel = await new Promise<Ssh2Channel>((resolve, reject) =>
      connection.subsys("sftp", (error, opened) => (error ? reject(error) : resolve(opened as Ssh2Channel))),
    );
    return new SSHDuplex(channel, connection);
  };
  const further = { most: 3, receiveWindow: WINDOW, sendWindow: WINDOW - 1024, open };
  const transport = { channel: await open(), windowSize: WINDOW, further };
  const sftp = await SFTPClient.start(transport, { maxPacketSize: REQUEST });
  onTestFinished(() => sftp.close());
  const directory = await temporaryDirectory();
  const source = join(directory, "source");
  writeFileSync(source, content);
  for (let schedule = 0; schedule < schedules; schedule++) {
    const local = join(directory, "target");
    await Promise.all([
      sftp.put(source, "/target", { atomic: true, maxInFlightBytes: 2 * WINDOW }),
      sftp.get("/source", local),
    ]);
    expect(tree.content("/target").equals(content), `upload ${schedule}`).toBe(true);
    expect(readFileSync(local).equals(content), `download ${schedule}`).toBe(true);
    await sftp.remove("/target");
  }
  expect(server.sessions.length).toBeGreaterThan(schedules);
  expect(rekeys).toBeGreaterThan(schedules);
});
