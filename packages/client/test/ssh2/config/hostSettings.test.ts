import { writeFile } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readDirectives } from "../../../src/ssh2/config/directives.ts";
import { type HostSettings, hostSettings } from "../../../src/ssh2/config/hostSettings.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";

type Known = Parameters<typeof hostSettings>[1];

async function settingsBy(lines: readonly string[], known: Known = { host: "web" }): Promise<HostSettings> {
  const file = join(await temporaryDirectory(), "config");
  await writeFile(file, lines.join("\n"));
  return hostSettings(await readDirectives(file), known);
}

function environment(name: string, value: string | undefined): void {
  vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const home = homedir();

describe("what ssh_config says", () => {
  it("is what ssh does by itself where it says nothing", async () => {
    environment("SSH_AUTH_SOCK", "/agent");
    expect(await settingsBy([])).toEqual({
      host: "web",
      port: 22,
      username: userInfo().username,
      knownAs: "web",
      hashed: false,
      hostKeys: {
        knownHosts: [
          `${home}/.ssh/known_hosts`,
          `${home}/.ssh/known_hosts2`,
          "/etc/ssh/ssh_known_hosts",
          "/etc/ssh/ssh_known_hosts2",
        ],
      },
      identity: ["id_rsa", "id_ecdsa", "id_ed25519"].map((name) => `${home}/.ssh/${name}`),
      identityNamed: false,
      onlyTheseKeys: false,
      agent: "/agent",
      jump: [],
      proxyCommand: undefined,
      timeout: undefined,
      ssh: { algorithms: {} },
    });
  });

  it("is where the host is, and how to log in", async () => {
    const lines = [
      "Host web",
      "  HostName %h.example.org",
      "  Port 2222",
      "  User me",
      "  IdentityFile ~/keys/%r@%h:%p",
      "  IdentityFile /k/%%d",
      "  IdentitiesOnly yes",
      "  IdentityAgent ~/agent",
      "  ConnectTimeout 1m30s",
      "  ServerAliveInterval 15",
      "  ServerAliveCountMax 2",
    ];
    expect(await settingsBy(lines)).toMatchObject({
      host: "web.example.org",
      port: 2222,
      username: "me",
      knownAs: "[web.example.org]:2222",
      identity: [`${home}/keys/me@web.example.org:2222`, "/k/%d"],
      identityNamed: true,
      onlyTheseKeys: true,
      agent: `${home}/agent`,
      timeout: 90_000,
      ssh: { keepaliveInterval: 15_000, keepaliveCountMax: 2 },
    });
    expect(await settingsBy(lines, { host: "web", port: 22, username: "you" })).toMatchObject({
      port: 22,
      username: "you",
      knownAs: "web.example.org",
      identity: [`${home}/keys/you@web.example.org:22`, "/k/%d"],
    });
  });

  it("is which agent, if any", async () => {
    environment("SSH_AUTH_SOCK", "/agent");
    environment("OTHER_AGENT", "/other");
    for (const [line, expected] of [
      ["none", undefined],
      ["SSH_AUTH_SOCK", "/agent"],
      ["$OTHER_AGENT", "/other"],
      ["${OTHER_AGENT}/socket", "/other/socket"],
      ["$NO_SUCH_AGENT", undefined],
    ] as const) {
      expect((await settingsBy([`IdentityAgent ${line}`])).agent, line).toBe(expected);
    }
  });

  it.each([
    ["yes", undefined],
    ["ask", undefined],
    ["accept-new", "accept-new"],
    ["no", "accept-new"],
    ["off", "accept-new"],
  ])("StrictHostKeyChecking %s is hostKey %s", async (value, expected) => {
    const { hostKeys } = await settingsBy([`StrictHostKeyChecking ${value}`]);
    expect(hostKeys.hostKey).toBe(expected);
  });

  it("is where keys of hosts are known, and as whom", async () => {
    const settings = await settingsBy([
      "UserKnownHostsFile ~/a /b/%k",
      "GlobalKnownHostsFile none",
      "HostKeyAlias Other",
      "HashKnownHosts yes",
      "Port 2222",
    ]);
    expect(settings).toMatchObject({ knownAs: "other", hashed: true });
    expect(settings.hostKeys.knownHosts).toEqual([`${home}/a`, "/b/other"]);
    // There is no file of the user's own to add a key to.
    const none = await settingsBy(["UserKnownHostsFile none", "StrictHostKeyChecking no"]);
    expect(none.hostKeys.hostKey).toBeUndefined();
  });

  it("is the way there", async () => {
    expect((await settingsBy(["ProxyJump a,me@b:2222"])).jump).toEqual(["a", "me@b:2222"]);
    expect((await settingsBy(["ProxyJump none"])).jump).toEqual([]);
    expect((await settingsBy(["ProxyJump web"])).jump).toEqual([]);
    expect((await settingsBy(["ProxyCommand nc %h %p"])).proxyCommand).toBe("nc web 22");
    expect((await settingsBy(["ProxyCommand none"])).proxyCommand).toBeUndefined();
  });
});

describe("what is refused", () => {
  it.each([
    ["Port many", /port many in .*config is no port/],
    ["ConnectTimeout soon", /connecttimeout soon in .*config is no time/],
    ["IdentityFile %X", /has %X, which is not known/],
    ["IdentityFile ${NO_SUCH_VARIABLE}", /names \$NO_SUCH_VARIABLE, which is not set/],
    ["RevokedHostKeys /x", /RevokedHostKeys in .*config is understood only by the system's ssh/],
  ])("%s", async (line, words) => {
    await expect(settingsBy([line])).rejects.toThrow(words);
  });

  it.each(["$(touch x)", "a;b", "-oProxyCommand=x", "a b", "`x`"])(
    "%s as a name in a command of ssh_config",
    async (name) => {
      const lines = ["ProxyCommand nc %h %r"];
      await expect(settingsBy(lines, { host: name })).rejects.toThrow(TypeError);
      await expect(settingsBy(lines, { host: "web", username: name })).rejects.toThrow(/must not get into/);
    },
  );
});
