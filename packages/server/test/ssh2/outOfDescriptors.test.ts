import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { frame, type ScriptedPeer, string, u32 } from "@sftp/testing";
import type { Client } from "ssh2";
import { afterAll, beforeAll, expect, it } from "vitest";

import { knock, logIn, openPeer } from "../support/connectSsh.ts";

const program = fileURLToPath(new URL("../support/fewDescriptors.mjs", import.meta.url));
const server = spawn("/bin/sh", ["-c", `ulimit -n 300 && exec "${process.execPath}" "${program}"`], {
  stdio: ["ignore", "inherit", "inherit", "ipc"],
});
const address = { host: "127.0.0.1", port: 0 };
const clients: Client[] = [];

beforeAll(async () => {
  [address.port] = (await once(server, "message")) as [number];
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  server.disconnect();
  await once(server, "exit");
});

async function connect(): Promise<ScriptedPeer> {
  const client = await logIn(address, { password: "secret" });
  clients.push(client);
  return openPeer(client);
}

/** The handle, or what STATUS says instead. */
async function open(peer: ScriptedPeer): Promise<Uint8Array | string> {
  peer.send(frame(3, u32(0), string("/file"), u32(1), u32(0)));
  const { type, fields } = await peer.next();
  const reader = fields();
  return type === 102 ? reader.string() : `${reader.u32()} ${Buffer.from(reader.string()).toString()}`;
}

it("[S-10] without descriptors OPEN is FAILURE; when some are free again, so are files and connections", async () => {
  const peer = await connect();
  const handles: Uint8Array[] = [];
  let opened = await open(peer);
  for (; typeof opened !== "string"; opened = await open(peer)) handles.push(opened);
  expect(opened).toBe("4 too many open files");
  expect(handles.length).toBeGreaterThan(10);

  // Nobody else gets in now, and that is all that happens.
  const late = await Promise.allSettled([knock(address), knock(address), knock(address)]);
  for (const handle of handles.splice(0, 10)) {
    peer.send(frame(4, u32(1), string(handle)));
    await peer.expect(101, u32(0), string("Success"), string(""));
  }
  for (const attempt of late) if (attempt.status === "fulfilled") attempt.value.destroy();
  const other = await connect();
  for (const each of [peer, other]) expect(await open(each)).toBeInstanceOf(Uint8Array);
});
