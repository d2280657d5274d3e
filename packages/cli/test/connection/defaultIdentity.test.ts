import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateHostKey } from "@sftp/sftp";
import { describe, expect, it } from "vitest";
import { defaultIdentity } from "../../src/connection/defaultIdentity.ts";
import { scratch } from "../scratch.ts";

describe("defaultIdentity", () => {
  it("is the first key that needs no passphrase", async () => {
    const folder = await scratch();
    expect(await defaultIdentity(folder)).toBeUndefined();

    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const plain = privateKey.export({ type: "sec1", format: "pem" });
    const locked = privateKey.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "x",
    });
    await writeFile(join(folder, "id_ecdsa"), locked);
    expect(await defaultIdentity(folder)).toBeUndefined();
    await writeFile(join(folder, "id_rsa"), plain);
    expect(String(await defaultIdentity(folder))).toBe(plain);

    const openssh = generateHostKey();
    await writeFile(join(folder, "id_ed25519"), openssh);
    expect(String(await defaultIdentity(folder))).toBe(openssh);
    // The same bytes, but for the name of the cipher.
    const bytes = Buffer.from(openssh.replaceAll(/-----[^-]+-----/g, ""), "base64");
    bytes.write("aes2", "openssh-key-v1\0".length + 4);
    const body = bytes.toString("base64");
    await writeFile(
      join(folder, "id_ed25519"),
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`,
    );
    expect(String(await defaultIdentity(folder))).toBe(plain);
  });
});
