import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type ConnectOptions } from "@sftp/sftp";
import { afterAll, beforeAll, expect, it } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { makeKey } from "../../src/keys/makeKey.ts";
import { runOk } from "../../src/process/run.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { startSshd } from "../../src/servers/sshd.ts";

let server: Endpoint;
/** The host as known_hosts has it, and its key. */
let name: string;
let key: string;

beforeAll(async () => {
  server = await startSshd();
  name = `[${server.host}]:${server.port}`;
  const [, type = "", bytes = ""] = (await readFile(server.knownHosts, "utf8")).trim().split(" ");
  key = `${type} ${bytes}`;
});
afterAll(async () => void (await server.stop()));

async function meet(options: Partial<ConnectOptions>): Promise<void> {
  const { host, port, account } = server;
  const sftp = await connect({
    host,
    port,
    username: account.username,
    identity: account.identity,
    ...options,
  });
  await sftp.close();
}

async function known(text: string): Promise<string> {
  const file = join(await scratch(), "known_hosts");
  await writeFile(file, text);
  return file;
}

it("a host that ssh-keygen has hashed is known", async () => {
  const file = await known(`# a comment\nexample.org ${key}\n${name} ${key}\n`);
  await runOk("ssh-keygen", ["-q", "-H", "-f", file]);
  expect(await readFile(file, "utf8")).not.toContain(server.host);
  await meet({ knownHosts: file });
});

it.each(["*", "[127.0.0.?]:*", "other.example.org,[127.0.0.1]:*"])(
  "a pattern knows it: %s",
  async (hosts) => {
    await meet({ knownHosts: await known(`${hosts} ${key}\n`) });
  },
);

it("a pattern may leave it out", async () => {
  // As ssh, a name that is not found with its port is looked for without it.
  const file = await known(`*,!${name},!${server.host} ${key}\n`);
  await expect(meet({ knownHosts: file })).rejects.toMatchObject({ code: "ERR_SFTP_HOST_KEY" });
});

it("a changed key is refused, with the file and the line", async () => {
  const { publicLine } = await makeKey(await scratch());
  const file = await known(`# a comment\n\n${name} ${publicLine}\n`);
  for (const hostKey of [undefined, "accept-new"]) {
    await expect(meet({ knownHosts: file, hostKey })).rejects.toMatchObject({
      name: "SFTPError",
      code: "ERR_SFTP_HOST_KEY",
      message: expect.stringContaining(`is not the one in ${file}, line 3: it was changed`) as string,
    });
  }
  expect(await readFile(file, "utf8")).toBe(`# a comment\n\n${name} ${publicLine}\n`);
});

it("a revoked key is refused, also as a new one", async () => {
  const text = `${name} ${key}\n@revoked * ${key}\n`;
  for (const lines of [text, `@revoked * ${key}\n`]) {
    const file = await known(lines);
    const hostKey = lines === text ? undefined : "accept-new";
    await expect(meet({ knownHosts: file, hostKey })).rejects.toThrow(/is revoked in .*known_hosts, line \d/);
  }
});

it("a new host is refused, unless new ones are accepted: then ssh knows it too", async () => {
  const file = join(await scratch(), ".ssh", "known_hosts");
  await expect(meet({ knownHosts: file })).rejects.toThrow(`is in none of ${file}`);
  await meet({ knownHosts: file, hostKey: "accept-new" });
  expect(await readFile(file, "utf8")).toBe(`${name} ${key}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(file, ".."))).mode & 0o777).toBe(0o700);
  await meet({ knownHosts: file });
  await runOk("ssh-keygen", ["-F", name, "-f", file]);

  await writeFile(file, `example.org ${key}`);
  await meet({ knownHosts: file, hostKey: "accept-new" });
  expect(await readFile(file, "utf8")).toBe(`example.org ${key}\n${name} ${key}\n`);
});

it("ssh_config may say so, under another name, and hashed", async () => {
  const folder = await scratch();
  const [config, file] = [join(folder, "config"), join(folder, "known_hosts")];
  const lines = [
    "Host server",
    `  HostName ${server.host}`,
    `  Port ${server.port}`,
    `  UserKnownHostsFile ${file}`,
    "  StrictHostKeyChecking accept-new",
    "  HostKeyAlias my-server",
    "  HashKnownHosts yes",
  ];
  await writeFile(config, lines.join("\n"));
  const login = { username: server.account.username, identity: server.account.identity, config };
  await (await connect("server", login)).close();
  expect(await readFile(file, "utf8")).toMatch(/^\|1\|/);
  await runOk("ssh-keygen", ["-F", "my-server", "-f", file]);
  await (await connect("server", login)).close();
  expect((await readFile(file, "utf8")).trim().split("\n")).toHaveLength(1);
});
