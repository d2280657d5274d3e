import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "@sftp/sftp";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { removeFolder, scratch, temporaryFolder } from "../../src/files/temporaryFolder.ts";
import { makeKey } from "../../src/keys/makeKey.ts";
import { run, runOk } from "../../src/process/run.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { startSshd } from "../../src/servers/sshd.ts";

/** Files that are compared; each is tried twice by both clients. */
const FILES = 12;

let server: Endpoint;
let folder: string;
/** The server's keys, of two types, as lines of known_hosts have them; and others of these types. */
let keys: readonly string[];
let fingerprints: readonly string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const pairs = [
    await makeKey(folder, { type: "ed25519", name: "host1" }),
    await makeKey(folder, { type: "rsa", name: "host2" }),
    await makeKey(folder, { type: "ed25519", name: "other1" }),
    await makeKey(folder, { type: "rsa", name: "other2" }),
  ];
  keys = pairs.map(({ publicLine }) => publicLine);
  const [first, second] = pairs;
  server = await startSshd(undefined, [`HostKey ${first!.file}`, `HostKey ${second!.file}`]);
  fingerprints = await Promise.all(
    pairs.map(async ({ file }) => (await runOk("ssh-keygen", ["-l", "-f", file])).stdout.split(" ")[1]!),
  );
});
afterAll(async () => {
  await server.stop();
  await removeFolder(folder);
});

/** Whether ssh connects, and what it has made of the file. */
async function byOpenSSH(text: string, mode: "yes" | "accept-new"): Promise<[boolean, number]> {
  const file = await written(text);
  const options = {
    BatchMode: "yes",
    GlobalKnownHostsFile: "/dev/null",
    UserKnownHostsFile: file,
    StrictHostKeyChecking: mode,
    HashKnownHosts: "no",
    UpdateHostKeys: "no",
    IdentityFile: server.account.identity,
  };
  const words = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const login = `${server.account.username}@${server.host}`;
  const { code } = await run("ssh", ["-F", "none", ...words, "-p", String(server.port), "-s", login, "sftp"]);
  return [code === 0, await linesOf(file)];
}

/** The same of this client. */
async function byUs(text: string, mode: "yes" | "accept-new"): Promise<[boolean, number]> {
  const file = await written(text);
  const hostKey = mode === "yes" ? undefined : mode;
  const isIn = await entered({ knownHosts: file, hostKey });
  return [isIn, await linesOf(file)];
}

async function entered(options: {
  knownHosts?: string;
  hostKey?: string | string[] | undefined;
}): Promise<boolean> {
  const { host, port, account } = server;
  const { username, identity } = account;
  try {
    await (await connect({ host, port, username, identity, ...options })).close();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "ERR_SFTP_HOST_KEY" });
    return false;
  }
}

async function written(text: string): Promise<string> {
  const file = join(await scratch(), "known_hosts");
  await writeFile(file, text);
  return file;
}

async function linesOf(file: string): Promise<number> {
  return (await readFile(file, "utf8")).split("\n").filter((line) => line !== "").length;
}

/** `NAME` is the server's name with its port, `HOST` without. */
const hosts = fc.constantFrom(
  "NAME",
  "HOST",
  "#NAME",
  "*",
  "!NAME,*",
  "*,!NAME",
  "!HOST,*",
  "[127.0.0.?]:*",
  "127.0.0.*",
  "other.example",
  "other.example,NAME",
  "HASHED-NAME",
  "HASHED-HOST",
  "HASHED-other.example",
);
const line = fc.record({
  marker: fc.constantFrom("", "", "", "", "@revoked ", "@cert-authority ", "@unknown "),
  hosts,
  key: fc.nat(3),
  end: fc.constantFrom("", "", "", " a comment", "\r", "!", "cut"),
  blank: fc.constantFrom(" ", " ", "\t", "  "),
});

type Line = typeof line extends fc.Arbitrary<infer L> ? L : never;

/** Makes the line of a known_hosts file; a name that is to be hashed is hashed by ssh-keygen. */
async function lineOf({ marker, hosts: pattern, key, end, blank }: Line): Promise<string> {
  const name = `[${server.host}]:${server.port}`;
  const named = pattern.replace("HASHED-", "").replace("NAME", name).replace("HOST", server.host);
  const base = keys[key]!.replace(" ", blank);
  const text = end === "cut" ? base.slice(0, -7) : base + end;
  if (!pattern.startsWith("HASHED-")) return `${marker}${named}${blank}${text}`;
  const file = await written(`${named} ${keys[0]!}\n`);
  await runOk("ssh-keygen", ["-q", "-H", "-f", file]);
  const [hashed] = (await readFile(file, "utf8")).split(" ");
  return `${marker}${hashed}${blank}${text}`;
}

describe("what is said of a known_hosts file", () => {
  it("is what ssh says", { timeout: 120_000 }, async () => {
    const files = fc.sample(fc.array(line, { minLength: 1, maxLength: 4 }), { numRuns: FILES, seed: 15 });
    for (const lines of files) {
      const text = `${(await Promise.all(lines.map(lineOf))).join("\n")}\n`;
      for (const mode of ["yes", "accept-new"] as const) {
        expect([await byUs(text, mode), mode, text]).toEqual([await byOpenSSH(text, mode), mode, text]);
      }
    }
  });
});

describe("a server with keys of several types", () => {
  it("is the right one by the fingerprint of any of them", async () => {
    for (const hostKey of fingerprints.slice(0, 2)) expect(await entered({ hostKey })).toBe(true);
    expect(await entered({ hostKey: [fingerprints[2]!, fingerprints[1]!] })).toBe(true);
  });

  it("is another one by the fingerprint of none", async () => {
    expect(await entered({ hostKey: fingerprints.slice(2) })).toBe(false);
  });
});

it("a server that can sign only by SHA-1 is refused, unless the options ask for that", async () => {
  const { file } = await makeKey(await scratch(), { type: "rsa" });
  const old = await startSshd(undefined, [`HostKey ${file}`, "HostKeyAlgorithms ssh-rsa"]);
  try {
    const { host, port, account } = old;
    const options = { host, port, username: account.username, identity: account.identity };
    const any = { ...options, hostKey: "insecure-accept-any" };
    await expect(connect(any)).rejects.toThrow("no matching host key format");
    const ssh = { algorithms: { serverHostKey: { append: ["ssh-rsa"] } } };
    await (await connect({ ...any, ssh })).close();
  } finally {
    await old.stop();
  }
});
