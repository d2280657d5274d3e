import { createECDH, generateKeyPairSync } from "node:crypto";
import { connect } from "node:net";

import { hasPostQuantum } from "@sftp/channel/ssh2";
import { string, u32, until } from "@sftp/testing";
import { expect, it, onTestFinished } from "vitest";

import { generateHostKey, passwords, serve, type ServeOptions } from "../../../src/ssh2/index.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

const [KEXINIT, NEWKEYS, KEX_ECDH_INIT, KEX_ECDH_REPLY] = [20, 21, 30, 31];
const hostKeys = [generateHostKey("ed25519")];

/** A packet before there are keys (RFC 4253, section 6). */
function packet(...parts: Uint8Array[]): Buffer {
  const payload = Buffer.concat(parts);
  const missing = 8 - ((payload.length + 5) % 8);
  const padding = missing < 4 ? missing + 8 : missing;
  return Buffer.concat([
    u32(1 + payload.length + padding),
    Buffer.from([padding]),
    payload,
    Buffer.alloc(padding),
  ]);
}

function kexinit(kex: string, hostKey: string): Buffer {
  const rest = ["aes128-ctr", "aes128-ctr", "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", ""];
  const lists = [kex, hostKey, ...rest].map((list) => string(list));
  return packet(Buffer.from([KEXINIT]), Buffer.alloc(16, 7), ...lists, Buffer.from([1]), u32(0));
}

/** A client's first message of this key exchange. */
function exchangeInit(kex: string): Buffer {
  const key = kex.startsWith("curve25519")
    ? generateKeyPairSync("x25519").publicKey.export({ type: "spki", format: "der" }).subarray(-32)
    : createECDH("prime256v1").generateKeys();
  return packet(Buffer.from([KEX_ECDH_INIT]), string(key));
}

/** The types of the packets after an identification string. */
function typesIn(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = bytes.indexOf("\n") + 1; at > 0 && at + 6 <= bytes.length;) {
    types.push(bytes[at + 5]!);
    at += 4 + bytes.readUInt32BE(at);
  }
  return types;
}

const [x25519, p256] = ["curve25519-sha256", "ecdh-sha2-nistp256"];
const offered: Partial<ServeOptions> = { algorithms: { kex: [x25519, p256] } };
const both = "ssh-ed25519,rsa-sha2-256";

it.each([
  ["right", true, offered, x25519, both],
  ["right, with further ones", true, offered, `${x25519},${p256}`, both],
  ["wrong: another key exchange is preferred here", false, offered, `${p256},${x25519}`, both],
  ["wrong: the first one is not known here", false, offered, `sntrup761x25519-sha512,${x25519}`, both],
  ["wrong: another type of host key is preferred here", false, offered, x25519, "rsa-sha2-256,ssh-ed25519"],
  ["right unless the post-quantum one is preferred", !hasPostQuantum(), {}, `${x25519},${p256}`, both],
] as const)("a guessed key exchange that is %s", async (_what, isRight, options, kex, hostKey) => {
  const listener = await serve({
    hostKeys,
    authenticate: passwords({}),
    backend: new TreeBackend(),
    ...options,
  });
  onTestFinished(() => listener.close({ graceMs: 0 }));
  const socket = connect(listener.port, listener.host);
  onTestFinished(() => void socket.destroy());
  let received = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
  const [guessed = "", ...others] = kex.split(",");
  const hello = Buffer.from("SSH-2.0-guesses\r\n");
  socket.write(Buffer.concat([hello, kexinit(kex, hostKey), exchangeInit(guessed)]));
  if (!isRight) {
    await until(() => typesIn(received).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(typesIn(received)).toEqual([KEXINIT]);
    const agreed = [guessed, ...others].find((name) => name === x25519 || name === p256)!;
    socket.write(exchangeInit(agreed));
  }
  await until(() => typesIn(received).length >= 3);
  expect(typesIn(received).slice(0, 3)).toEqual([KEXINIT, KEX_ECDH_REPLY, NEWKEYS]);
});
