import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type ConnectOptions, type ServerOptions } from "@sftp/sftp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { makeKey } from "../../src/keys/makeKey.ts";
import { connectionsTo } from "../../src/process/connectionsTo.ts";
import { freePort } from "../../src/process/freePort.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { startSftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

/** Two real servers to go through, and one to arrive at. */
let outer: Endpoint;
let inner: Endpoint;
let target: Endpoint;

beforeAll(async () => {
  [outer, inner, target] = await Promise.all([startSshd(), startSshd(), startSftpCli()]);
});
afterAll(async () => {
  await Promise.all([outer, inner, target].map((server) => server.stop()));
});

function at({ host, port, account, knownHosts }: Endpoint): ServerOptions {
  return { host, port, username: account.username, identity: account.identity, knownHosts };
}

async function expectNoConnections(): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const server of [outer, inner, target]) expect(await connectionsTo(server.port)).toBe(0);
    },
    { timeout: 20_000, interval: 100 },
  );
}

describe("jump hosts", () => {
  it.each([1, 2])("lead to the server, %i of them, and closing closes everything", async (count) => {
    const jump = [outer, inner].slice(0, count).map(at);
    const sftp = await connect({ ...at(target), jump });
    await sftp.writeFile("/over", "x".repeat(3_000_000));
    expect((await sftp.readFile("/over")).length).toBe(3_000_000);
    expect(await connectionsTo(outer.port)).toBe(1);
    await sftp.close();
    await expectNoConnections();
  });

  const failures: [string, (folder: string) => Promise<Partial<ConnectOptions>>, object][] = [
    [
      "the key of a jump host",
      async (folder) => ({
        jump: [at(outer), { ...at(inner), knownHosts: join(folder, "none") }],
      }),
      { code: "ERR_SFTP_HOST_KEY", message: expect.stringContaining("the key of the jump host 127.0.0.1 (") },
    ],
    [
      "the login at a jump host",
      async (folder) => ({
        jump: [{ ...at(outer), identity: (await makeKey(folder)).file }, at(inner)],
      }),
      {
        code: "ERR_SFTP_AUTH",
        message: expect.stringContaining("no SSH session with the jump host 127.0.0.1: "),
      },
    ],
    [
      "the way from one to the next",
      async () => ({ jump: [at(outer), { ...at(inner), port: await freePort() }] }),
      {
        name: "SFTPError",
        message: expect.stringMatching(
          /^no connection to the jump host 127\.0\.0\.1 through the jump host 127\.0\.0\.1: .*refused/i,
        ),
      },
    ],
    [
      "the key of the server",
      async (folder) => ({ jump: [at(outer)], knownHosts: join(folder, "none") }),
      { code: "ERR_SFTP_HOST_KEY", message: expect.stringContaining("the key of 127.0.0.1 (") },
    ],
  ];
  it.each(failures)("%s may fail, which is said, and nothing stays open", async (_, options, expected) => {
    const connecting = connect({ ...at(target), ...(await options(await scratch())) });
    await expect(connecting).rejects.toMatchObject(expected);
    await expectNoConnections();
  });

  it("each need a way to check their key, before anything is opened", async () => {
    const jump = { ...at(outer), knownHosts: undefined };
    const { account, ...server } = target;
    await expect(
      connect({
        host: server.host,
        port: server.port,
        identity: account.identity,
        hostKey: "insecure-accept-any",
        jump,
      }),
    ).rejects.toThrow(TypeError);
  });
});

/** An ssh_config that knows the three servers by name, and says more. */
async function configured(lines: (folder: string) => string[]): Promise<string> {
  const folder = await scratch();
  const config = join(folder, "config");
  const hosts = Object.entries({ outer, inner, target }).flatMap(([name, server]) => [
    `Host ${name}`,
    `  HostName ${server.host}`,
    `  Port ${server.port}`,
    `  User ${server.account.username}`,
    `  IdentityFile ${server.account.identity}`,
    `  UserKnownHostsFile ${server.knownHosts}`,
  ]);
  await writeFile(config, [...hosts, ...lines(folder)].join("\n"));
  return config;
}

describe("ssh_config", () => {
  it.each([
    ["ProxyJump with two hosts", ["Host target", "  ProxyJump outer,inner"]],
    [
      "a jump host that has one itself",
      ["Host target", "  ProxyJump inner", "Host inner", "  ProxyJump outer"],
    ],
    ["a jump for all, which is not for itself", ["Host *", "  ProxyJump outer"]],
  ])("leads over %s", async (_, lines) => {
    const sftp = await connect("target:", { config: await configured(() => lines) });
    expect(await connectionsTo(outer.port)).toBe(1);
    await sftp.close();
    await expectNoConnections();
  });

  it("may name a command that leads there", async () => {
    const config = await configured((folder) => [
      "Host target",
      `  ProxyCommand ssh -F ${join(folder, "config")} -W "%h:%p" outer`,
    ]);
    const sftp = await connect("target", { config });
    expect(await sftp.normalize(".")).toBe("/");
    await sftp.close();
    await expectNoConnections();
  });

  it("that leads nowhere is said with the command's words", async () => {
    const config = await configured(() => ["Host target", "  ProxyCommand sh -c 'echo no way >&2; exit 3'"]);
    await expect(connect("target", { config })).rejects.toThrow(/no SSH session with target: .*no way/);
  });

  it("that leads in a circle is refused", async () => {
    const config = await configured(() => [
      "Host target",
      "  ProxyJump inner",
      "Host inner",
      "  ProxyJump outer",
      "Host outer",
      "  ProxyJump inner",
    ]);
    await expect(connect("target", { config })).rejects.toMatchObject({ code: "ELOOP" });
  });

  it("is overruled by jump in the options", async () => {
    const config = await configured(() => ["Host target", "  ProxyJump no-such-host.invalid"]);
    await (await connect("target", { config, jump: [] })).close();
    await (await connect("target", { config, jump: "outer" })).close();
  });
});
