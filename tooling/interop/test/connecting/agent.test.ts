import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type ConnectOptions } from "@sftp/sftp";
import { afterAll, beforeAll, expect, it } from "vitest";

import { removeFolder, scratch, temporaryFolder } from "../../src/files/temporaryFolder.ts";
import { type KeyPair, makeKey } from "../../src/keys/makeKey.ts";
import { type Background, background } from "../../src/process/background.ts";
import { runOk } from "../../src/process/run.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { startSshd } from "../../src/servers/sshd.ts";

let server: Endpoint;
let folder: string;
let agent: Background;
let socket: string;
/** In the agent, in this order; the server lets only the second in. */
let keys: KeyPair[];

beforeAll(async () => {
  server = await startSshd();
  folder = await temporaryFolder();
  socket = join(folder, "agent");
  agent = await background("ssh-agent", ["-D", "-a", socket], { ready: /SSH_AUTH_SOCK/ });
  keys = [
    await makeKey(folder, { type: "rsa" }),
    await makeKey(folder, { type: "ed25519", passphrase: "open sesame" }),
  ];
  for (const { file } of keys) {
    const ask = join(folder, "ask");
    await writeFile(ask, "#!/bin/sh\necho open sesame\n", { mode: 0o700 });
    const env = { SSH_AUTH_SOCK: socket, SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: "force" };
    await runOk("ssh-add", ["-q", file], { env });
  }
  await appendFile(server.account.authorizedKeys, `${keys[1]!.publicLine}\n`);
});

afterAll(async () => {
  await agent.stop();
  await server.stop();
  await removeFolder(folder);
});

async function logIn(login: Partial<ConnectOptions>): Promise<void> {
  const { host, port, knownHosts, account } = server;
  const sftp = await connect({ host, port, knownHosts, username: account.username, ...login });
  try {
    expect((await sftp.stat(server.remoteFolder)).isDirectory()).toBe(true);
  } finally {
    await sftp.close();
  }
}

it("an agent's keys log in, one of them after another", () => logIn({ agent: socket }));

it("the agent at SSH_AUTH_SOCK is asked where nothing else is given", async () => {
  const before = process.env["SSH_AUTH_SOCK"];
  process.env["SSH_AUTH_SOCK"] = socket;
  try {
    await logIn({});
  } finally {
    if (before === undefined) delete process.env["SSH_AUTH_SOCK"];
    else process.env["SSH_AUTH_SOCK"] = before;
  }
});

it("a key that the agent holds needs no passphrase, and is tried first", async () => {
  await logIn({ agent: socket, identity: keys[1]!.file });
  await logIn({ agent: socket, identity: `${keys[1]!.file}.pub` });
});

it("what was tried is said, with the agent's keys by their names", async () => {
  const stranger = await makeKey(await scratch(), { type: "ecdsa" });
  const authorized = server.account.authorizedKeys;
  const before = await readFile(authorized);
  await writeFile(authorized, "");
  try {
    await expect(logIn({ agent: socket, identity: stranger.file })).rejects.toThrow(
      "was not let in: tried the agent's key rsa-OpenSSH, the agent's key ed25519-OpenSSH, " +
        `${stranger.file}; the server takes publickey`,
    );
  } finally {
    await writeFile(authorized, before);
  }
});

it("an agent that is gone does not keep other keys from being tried", async () => {
  const gone = join(await scratch(), "agent");
  await rm(gone, { force: true });
  await logIn({ agent: gone, identity: server.account.identity });
  await expect(logIn({ agent: gone })).rejects.toThrow(
    /nothing could be tried .*; the agent at .* gives no keys/,
  );
});

it("ssh_config picks among the agent's keys with IdentitiesOnly", async () => {
  const { host, port, knownHosts, account } = server;
  const config = join(await scratch(), "config");
  const lines = (identity: string): string =>
    [
      "Host server",
      `  HostName ${host}`,
      `  Port ${port}`,
      `  User ${account.username}`,
      `  UserKnownHostsFile ${knownHosts}`,
      `  IdentityAgent ${socket}`,
      "  IdentitiesOnly yes",
      `  IdentityFile ${identity}`,
    ].join("\n");
  await writeFile(config, lines(keys[1]!.file));
  await (await connect("server", { config })).close();
  await writeFile(config, lines(`${keys[0]!.file}.pub`));
  await expect(connect("server", { config })).rejects.toThrow(
    "not let in: tried the agent's key rsa-OpenSSH; the server takes publickey",
  );
});
