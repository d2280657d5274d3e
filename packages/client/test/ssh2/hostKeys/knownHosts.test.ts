import { createHmac } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  addKnownHost,
  isAbout,
  type KnownHost,
  knownNames,
  readKnownHosts,
} from "../../../src/ssh2/hostKeys/knownHosts.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";

async function read(text: string): Promise<KnownHost[]> {
  const file = join(await temporaryDirectory(), "known_hosts");
  await writeFile(file, text);
  return readKnownHosts(file);
}

/** A key of this type, in base64. */
function keyOf(type: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(`${type} and its numbers`)]).toString("base64");
}

describe("a known_hosts file", () => {
  it("is read line by line; comments and what is no key of its type are ignored", async () => {
    const [a, b] = [keyOf("ssh-ed25519"), keyOf("ssh-rsa")];
    const lines = await read(
      `# comment\n\nexample.org,10.0.0.1 ssh-ed25519 ${a} me@there\r\n@revoked * ssh-rsa ${b}\n` +
        `@cert-authority *.org ssh-rsa ${b}\n@unknown * ssh-rsa ${b}\nhalf ssh-rsa\n\tother\tssh-rsa  ${b}\n` +
        `other ssh-ed25519 ${b}\nother ssh-rsa ${b}!\nother ssh-rsa AAAB\r\nlast ssh-rsa ${b}\r\n`,
    );
    expect(
      lines.map(({ line, marker, hosts, keyType, key }) => [
        line,
        marker,
        hosts,
        keyType,
        key.toString("base64"),
      ]),
    ).toEqual([
      [3, undefined, "example.org,10.0.0.1", "ssh-ed25519", a],
      [4, "@revoked", "*", "ssh-rsa", b],
      [5, "@cert-authority", "*.org", "ssh-rsa", b],
      [8, undefined, "other", "ssh-rsa", b],
      [12, undefined, "last", "ssh-rsa", b],
    ]);
  });

  it("that does not exist has no lines; one that cannot be read is an error", async () => {
    const folder = await temporaryDirectory();
    expect(await readKnownHosts(join(folder, "none"))).toEqual([]);
    expect(await readKnownHosts("~/no/such/known_hosts")).toEqual([]);
    await expect(readKnownHosts(folder)).rejects.toMatchObject({ code: "EISDIR" });
    await expect(readKnownHosts("~/")).rejects.toMatchObject({ code: "EISDIR" });
  });
});

function about(hosts: string, host: string, port = 22): boolean {
  return isAbout({ hosts } as KnownHost, knownNames(host, port).knownAs);
}

describe("a line", () => {
  it.each([
    ["example.org", "example.org", 22, true],
    ["example.org", "EXAMPLE.org", 22, true],
    ["Example.org", "example.org", 22, true],
    ["example.org", "example.com", 22, false],
    ["example.org", "www.example.org", 22, false],
    ["example.org", "exampleXorg", 22, false],
    ["example.org", "example.org", 2222, false],
    ["[example.org]:2222", "example.org", 2222, true],
    ["[example.org]:2222", "example.org", 22, false],
    ["a,b,c", "b", 22, true],
    ["*.example.org", "www.example.org", 22, true],
    ["*.example.org", "example.org", 22, false],
    ["10.0.0.?", "10.0.0.7", 22, true],
    ["10.0.0.?", "10.0.0.77", 22, false],
    ["*,!bad.org", "bad.org", 22, false],
    ["*,!bad.org", "good.org", 22, true],
    ["!bad.org", "good.org", 22, false],
    ["a(b", "a(b", 22, true],
  ])("of %j is, for %s port %i: %s", (hosts, host, port, expected) => {
    expect(about(hosts, host, port)).toBe(expected);
  });

  it("may have its host hashed", () => {
    const salt = Buffer.from("0123456789abcdef0123");
    const hashed = (name: string): string =>
      `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
    expect(about(hashed("example.org"), "Example.ORG")).toBe(true);
    expect(about(hashed("example.org"), "example.com")).toBe(false);
    expect(about(hashed("[example.org]:2222"), "example.org", 2222)).toBe(true);
    expect(about("|1|", "example.org")).toBe(false);
    expect(about("|2|a|b", "example.org")).toBe(false);
    expect(about(`|1|${salt.toString("base64")}|c2hvcnQ=`, "example.org")).toBe(false);
  });
});

describe("a host that is added", () => {
  const key = Buffer.from("AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", "base64");
  const line = `[example.org]:2222 ssh-ed25519 ${key.toString("base64")}\n`;

  it("is known then, in a file for the user alone", async () => {
    const file = join(await temporaryDirectory(), ".ssh", "known_hosts");
    await addKnownHost(file, "[example.org]:2222", key, false);
    await addKnownHost(file, "example.com", key, true);
    const lines = await readKnownHosts(file);
    expect(lines.map((each) => isAbout(each, "[example.org]:2222"))).toEqual([true, false]);
    expect(lines.map((each) => isAbout(each, "example.com"))).toEqual([false, true]);
    const text = await readFile(file, "utf8");
    expect(text.startsWith(line)).toBe(true);
    expect(text).not.toContain("example.com");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, ".."))).mode & 0o777).toBe(0o700);
  });

  it("begins a line of its own", async () => {
    const file = join(await temporaryDirectory(), "known_hosts");
    for (const [before, between] of [
      ["# no end", "\n"],
      ["# an end\n", ""],
    ] as const) {
      await writeFile(file, before);
      await addKnownHost(file, "[example.org]:2222", key, false);
      expect(await readFile(file, "utf8")).toBe(before + between + line);
    }
  });

  it("loses none of those that are added at the same time", async () => {
    const file = join(await temporaryDirectory(), "known_hosts");
    const names = Array.from({ length: 50 }, (_, n) => `host${n}`);
    await Promise.all(names.map((name) => addKnownHost(file, name, key, false)));
    const lines = await readKnownHosts(file);
    expect(lines.map(({ hosts }) => hosts).toSorted()).toEqual(names.toSorted());
  });
});
