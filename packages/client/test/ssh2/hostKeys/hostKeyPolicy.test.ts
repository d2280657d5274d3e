import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type HostKeyPolicy, hostKeyPolicy } from "../../../src/ssh2/hostKeys/hostKeyPolicy.ts";
import { knownNames } from "../../../src/ssh2/hostKeys/knownHosts.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";
import { hostFingerprint, hostKey, hostKeyLine } from "../sshServer.ts";

const OTHER = hostKeyLine.replace(/.{8}$/, "AAAAAAAA");
const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
const EXAMPLE = { host: "example.org", knownAs: "example.org" };
const REFUSED = expect.objectContaining({ name: "SFTPError", code: "ERR_SFTP_HOST_KEY" });

async function known(text: string): Promise<HostKeyPolicy> {
  const file = join(await temporaryDirectory(), "known_hosts");
  await writeFile(file, text);
  return hostKeyPolicy({ knownHosts: file }, EXAMPLE);
}

function refusal(policy: HostKeyPolicy): unknown {
  try {
    policy.check(hostKey);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("fingerprints", () => {
  it("allow a key that has one of them", async () => {
    for (const hostKeyOption of [
      hostFingerprint,
      [`SHA256:${"A".repeat(43)}`, hostFingerprint],
      `${hostFingerprint}=`,
    ]) {
      expect(refusal(await hostKeyPolicy({ hostKey: hostKeyOption }, EXAMPLE))).toBeUndefined();
    }
  });

  it("refuse every other, naming what came", async () => {
    const error = refusal(await hostKeyPolicy({ hostKey: `SHA256:${"A".repeat(43)}` }, EXAMPLE));
    expect(error).toEqual(REFUSED);
    expect((error as Error).message).toContain(hostFingerprint);
  });

  it.each(["", "yes", "MD5:00:11", "SHA256:short", "insecure-accept-an"])("%j is none", async (text) => {
    await expect(hostKeyPolicy({ hostKey: text }, EXAMPLE)).rejects.toThrow(TypeError);
  });
});

describe("known hosts", () => {
  it("allow the key that is there, in any of the files", async () => {
    expect(refusal(await known(`example.org ${hostKeyLine}\n`))).toBeUndefined();
    expect(refusal(await known(`example.org ${OTHER}\nexample.org ${hostKeyLine}\n`))).toBeUndefined();
    const folder = await temporaryDirectory();
    await writeFile(join(folder, "b"), `example.org ${hostKeyLine}`);
    const files = { knownHosts: [join(folder, "a"), join(folder, "b")] };
    const policy = await hostKeyPolicy(files, EXAMPLE);
    expect(policy.keyTypes).toEqual(["ecdsa-sha2-nistp256"]);
    expect(refusal(policy)).toBeUndefined();
  });

  it("refuse a host that is not there, another key, and a revoked one", async () => {
    for (const text of [
      "",
      `example.com ${hostKeyLine}`,
      `[example.org]:2222 ${hostKeyLine}`,
      `example.org ${OTHER}`,
      `example.org ${ED25519}`,
      `@cert-authority example.org ${hostKeyLine}`,
      `@revoked * ${hostKeyLine}\nexample.org ${hostKeyLine}`,
    ]) {
      expect(refusal(await known(text)), text).toEqual(REFUSED);
    }
    expect((refusal(await known(`example.org ${OTHER}`)) as Error).message).toContain("line 1");
  });
});

describe("a host at another port", () => {
  const identity = { host: "example.org", ...knownNames("example.org", 2222) };
  const own = "[example.org]:2222";

  it.each([
    ["its own key", `${own} ${hostKeyLine}`, true, true],
    ["the key of the name without the port", `example.org ${hostKeyLine}`, true, true],
    ["another key, whatever the other name has", `${own} ${OTHER}\nexample.org ${hostKeyLine}`, false, false],
    ["another key for the name without the port", `example.org ${OTHER}`, false, true],
    ["a revoked key", `@revoked ${own} ${hostKeyLine}\nexample.org ${hostKeyLine}`, false, false],
    [
      "a key revoked for the name without the port",
      `@revoked example.org ${hostKeyLine}\nexample.org ${hostKeyLine}`,
      false,
      true,
    ],
  ])("has %s", async (_, text, isKnown, isAccepted) => {
    const file = join(await temporaryDirectory(), "known_hosts");
    await writeFile(file, `${text}\n`);
    expect(refusal(await hostKeyPolicy({ knownHosts: file }, identity)) === undefined).toBe(isKnown);
    const policy = await hostKeyPolicy({ knownHosts: file, hostKey: "accept-new" }, identity);
    expect(refusal(policy) === undefined).toBe(isAccepted);
    await policy.remember!();
    const added = isAccepted && !isKnown ? `${own} ${hostKeyLine}\n` : "";
    expect(await readFile(file, "utf8")).toBe(`${text}\n${added}`);
  });
});

async function accepting(text?: string): Promise<{ file: string; policy: HostKeyPolicy }> {
  const file = join(await temporaryDirectory(), "known_hosts");
  if (text !== undefined) await writeFile(file, text);
  return { file, policy: await hostKeyPolicy({ knownHosts: file, hostKey: "accept-new" }, EXAMPLE) };
}

describe("new hosts", () => {
  it("are accepted where that is said, and written down once they have proven their key", async () => {
    const { file, policy } = await accepting();
    expect(refusal(policy)).toBeUndefined();
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
    await policy.remember!();
    expect(await readFile(file, "utf8")).toBe(`example.org ${hostKeyLine}\n`);
    expect(refusal(policy)).toBeUndefined();
    expect(refusal(await hostKeyPolicy({ knownHosts: file }, EXAMPLE))).toBeUndefined();
  });

  it("are not those that are known by another key, of whatever type, or whose key is revoked", async () => {
    for (const text of [
      `example.org ${OTHER}\n`,
      `example.org ${ED25519}\n`,
      `@revoked * ${hostKeyLine}\n`,
    ]) {
      const { file, policy } = await accepting(text);
      expect(refusal(policy), text).toEqual(REFUSED);
      await policy.remember!();
      expect(await readFile(file, "utf8")).toBe(text);
    }
  });

  it("cannot show another key later, or when somebody else has met them in the meantime", async () => {
    const { file, policy } = await accepting();
    policy.check(hostKey);
    expect(() => policy.check(Buffer.from("other"))).toThrow(/two different keys/);
    await writeFile(file, `example.org ${OTHER}\n`);
    await expect(policy.remember!()).rejects.toEqual(REFUSED);
    await writeFile(file, `example.org ${hostKeyLine}\n`);
    await policy.remember!();
    expect(await readFile(file, "utf8")).toBe(`example.org ${hostKeyLine}\n`);
  });

  it("need a file to be written to", async () => {
    await expect(hostKeyPolicy({ hostKey: "accept-new" }, EXAMPLE)).rejects.toThrow(
      /needs a file for the keys/,
    );
  });
});

it("a host of which only a certificate authority is known is refused in other words", async () => {
  const error = refusal(await known(`@cert-authority *.org ${hostKeyLine}\n`)) as Error;
  expect(error).toEqual(REFUSED);
  expect(error.message).toMatch(/certificates, as .*known_hosts, line 1 has them, are understood only/);
});

it("whoever answers is trusted only in so many words", async () => {
  expect(refusal(await hostKeyPolicy({ hostKey: "insecure-accept-any" }, EXAMPLE))).toBeUndefined();
  for (const options of [{}, { hostKey: [] }, { knownHosts: [] }, { hostKey: undefined }]) {
    await expect(hostKeyPolicy(options, EXAMPLE)).rejects.toThrow("must be told how to check the host key");
  }
});
