import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ConnectOptions } from "../../../src/ssh2/connectOptions.ts";
import { resolveRoute } from "../../../src/ssh2/route/resolveRoute.ts";
import type { Hop } from "../../../src/ssh2/route/route.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";
import { hostFingerprint, hostKey, hostKeyLine } from "../sshServer.ts";

const any = { hostKey: "insecure-accept-any" };

async function hops(options: Partial<ConnectOptions>): Promise<readonly Hop[]> {
  return (await resolveRoute({ host: "web", username: "me", ...options })).hops;
}

async function written(text: string): Promise<string> {
  const file = join(await temporaryDirectory(), "file");
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

function accepts({ policy }: Hop): boolean {
  try {
    policy.check(hostKey);
    return true;
  } catch {
    return false;
  }
}

describe("a way through jump hosts", () => {
  it("has each of them in order, as they are named", async () => {
    const jump = ["you@a:2222", { host: "b", username: "them", ...any }];
    const route = await hops({ jump, knownHosts: await written("") });
    expect(route.map(({ title, host, port, login }) => [title, host, port, login.username])).toEqual([
      ["the jump host a", "a", 2222, "you"],
      ["the jump host b", "b", 22, "them"],
      ["web", "web", 22, "me"],
    ]);
  });

  it("knows their keys from the same files, but not by the fingerprint of the server", async () => {
    const knownHosts = await written(`gate ${hostKeyLine}\n`);
    expect((await hops({ jump: "gate", knownHosts })).map(accepts)).toEqual([true, false]);
    expect((await hops({ jump: "gate", knownHosts, hostKey: hostFingerprint })).map(accepts)).toEqual([
      true,
      true,
    ]);
    expect((await hops({ jump: "new", knownHosts, hostKey: "accept-new" })).map(accepts)).toEqual([
      true,
      true,
    ]);
    expect((await hops({ jump: "new", knownHosts, hostKey: hostFingerprint })).map(accepts)).toEqual([
      false,
      true,
    ]);
    await expect(hops({ jump: "gate", hostKey: hostFingerprint })).rejects.toThrow(TypeError);
    await expect(hops({ jump: "gate", ...any })).rejects.toThrow(TypeError);
  });

  it("gives them nothing of the server's login but the human who is asked", async () => {
    const [onPrompt, passphrase] = [() => undefined, () => undefined];
    const secrets = { password: "secret", agent: "/agent", onPrompt, passphrase };
    const [gate, web] = await hops({ jump: { host: "gate", ...any }, ...any, ...secrets });
    expect(web!.login).toMatchObject({ password: "secret", agent: "/agent", onPrompt });
    expect(gate!.login).toMatchObject({ password: undefined, onPrompt, keys: [] });
    expect(gate!.login.agent).not.toBe("/agent");
  });
});

async function loginWith(options: Partial<ConnectOptions>) {
  const { keys, agent, onlyTheseKeys, password } = (await hops({ ...any, ...options }))[0]!.login;
  return { keys: keys.length, agent, onlyTheseKeys, password };
}

describe("what a login may use", () => {
  const { private: key } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });

  it("is what the options give, else what ssh_config says, else the agent", async () => {
    vi.stubEnv("SSH_AUTH_SOCK", "/own");
    onTestFinished(() => void vi.unstubAllEnvs());
    const config = await written(
      `IdentityFile ${await written(key)}\nIdentityAgent /agent\nIdentitiesOnly yes`,
    );
    const none = { keys: 0, agent: undefined, onlyTheseKeys: false, password: undefined };
    expect(await loginWith({})).toEqual({ ...none, agent: "/own" });
    expect(await loginWith({ config })).toEqual({ ...none, keys: 1, agent: "/agent", onlyTheseKeys: true });
    expect(await loginWith({ config, password: "x" })).toEqual({ ...none, password: "x" });
    expect(await loginWith({ config, privateKey: key })).toEqual({ ...none, keys: 1 });
    expect(await loginWith({ config, agent: "/other" })).toEqual({ ...none, agent: "/other" });
  });

  it("leaves out keys of ssh_config that cannot be used, and says why", async () => {
    const broken = await written("hello");
    const config = await written(`IdentityFile /no/such/key\nIdentityFile ${broken}`);
    const [{ login } = { login: undefined }] = await hops({ ...any, config });
    expect(login!.keys).toEqual([]);
    expect(login!.problems).toEqual(
      expect.arrayContaining([
        "there is no /no/such/key",
        `${broken} is no private key in OpenSSH's, PEM or PuTTY's form`,
      ]),
    );
    await expect(hops({ ...any, identity: broken })).rejects.toMatchObject({ code: "ERR_SFTP_AUTH" });
  });
});

describe("ssh_config", () => {
  const lines = [
    "Host web",
    "  HostName web.example.org",
    "  Port 2222",
    "  User them",
    "  ConnectTimeout 7",
    "  Ciphers aes256-ctr",
    "  ServerAliveInterval 5",
    "  ProxyCommand nc %h %p",
  ];

  it("says what the options do not", async () => {
    const config = await written(lines.join("\n"));
    const { hops: route, start } = await resolveRoute({ host: "web", config });
    expect(start).toBe("nc web.example.org 2222");
    expect(route).toMatchObject([
      {
        title: "web",
        host: "web.example.org",
        port: 2222,
        timeout: 7_000,
        login: { username: "them" },
        ssh: { keepaliveInterval: 5_000, algorithms: { cipher: {} } },
      },
    ]);
    const ssh = { keepaliveInterval: 1 };
    const [hop] = await hops({ config, port: 22, timeout: 1, ssh, ...any });
    expect(hop).toMatchObject({ port: 22, timeout: 1, ssh, login: { username: "me" } });
    expect((await resolveRoute({ host: "web", config, jump: [] })).start).toBeUndefined();
  });

  it("is a way to check keys", async () => {
    const knownHosts = await written(`[web.example.org]:2222 ${hostKeyLine}\n`);
    const config = await written([...lines, `  UserKnownHostsFile ${knownHosts}`].join("\n"));
    expect((await hops({ config })).map(accepts)).toEqual([true]);
    expect((await hops({ config, knownHosts: await written("") })).map(accepts)).toEqual([false]);
  });
});
