import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectSettings, type Settings } from "../../../src/ssh2/config/collectSettings.ts";
import { readDirectives } from "../../../src/ssh2/config/directives.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";

/** What a file, into which `included` can be included, says for the host `web`, as whom `me` logs in. */
async function collect(lines: readonly string[], included: readonly string[] = []): Promise<Settings> {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, "included"), included.join("\n"));
  const file = join(folder, "config");
  await writeFile(file, lines.join("\n").replaceAll("FOLDER", folder));
  return collectSettings(await readDirectives(file), {
    originalHost: "web",
    hostName: (settings) => settings.get("hostname")?.text ?? "web",
    username: (settings) => settings.get("user")?.text ?? "me",
    localUser: "local",
  });
}

async function portBy(...lines: string[]): Promise<string | undefined> {
  return (await collect(lines)).get("port")?.text;
}

describe("the settings for a host", () => {
  it("are those that stand first", async () => {
    expect(await portBy("Port 1", "Host web", "Port 2")).toBe("1");
    expect(await portBy("Host other", "Port 1", "Host web", "Port 2", "Host *", "Port 3")).toBe("2");
    expect(await portBy("host WEB other we? ", "PORT 2")).toBe("2");
    expect(await portBy("Host * !web", "Port 2")).toBeUndefined();
  });

  it("have all identities, each once", async () => {
    const lines = [
      "IdentityFile a",
      "Host web",
      "IdentityFile b",
      "IdentityFile a",
      "Host x",
      "IdentityFile c",
    ];
    expect((await collect(lines)).identities).toEqual(["a", "b"]);
  });

  it("have the one of ProxyJump and ProxyCommand that stands first", async () => {
    const settings = await collect(["ProxyJump gate", "ProxyCommand nc", "ProxyJump other"]);
    expect([settings.get("proxyjump")?.text, settings.has("proxycommand")]).toEqual(["gate", false]);
    expect((await collect(["ProxyCommand none", "ProxyJump gate"])).has("proxyjump")).toBe(false);
  });

  it("are those of an included file too, where the Include applies", async () => {
    const included = ["User them", "Host web", "Port 7", "Host x"];
    const within = await collect(["Host web", "Include FOLDER/included", "Compression yes"], included);
    expect([...within.keys()]).toEqual(["user", "port", "compression"]);
    const outside = await collect(["Host x", "Include FOLDER/included"], included);
    expect([...outside.keys()]).toEqual([]);
  });
});

describe("a Match line", () => {
  it.each([
    ["all", true],
    ["host web", true],
    ["host w*,x", true],
    ["host x", false],
    ["!host x", true],
    ["originalhost web", true],
    ["user me", true],
    ["user me,you host x", false],
    ["localuser local", true],
    ["localuser other", false],
    ["canonical", false],
    ["!canonical all", true],
    ["final", true],
    ["!final all", true],
    ["exec true", false],
    ["host web exec true", false],
    ["!exec true", false],
    ["tagged x", false],
  ])("%s applies: %s", async (criteria, applies) => {
    expect(await portBy(`Match ${criteria}`, "Port 2")).toBe(applies ? "2" : undefined);
  });

  it("sees what was said before, and at last what was said after", async () => {
    expect(await portBy("HostName real", "Match host real", "Port 2")).toBe("2");
    expect(await portBy("HostName real", "Match originalhost web", "Port 2")).toBe("2");
    expect(await portBy("Match host real", "Port 2", "Match all", "HostName real")).toBeUndefined();
    expect(await portBy("Match final host real", "Port 2", "Match all", "HostName real")).toBe("2");
  });
});
