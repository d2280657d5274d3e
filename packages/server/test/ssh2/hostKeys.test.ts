import { createHash } from "node:crypto";

import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";

import { generateHostKey, hostKeyFingerprints } from "../../src/ssh2/hostKeys.ts";

/** The fingerprint of a line as it stands in a `.pub` file. */
function fingerprintOf(publicLine: string): string {
  const hash = createHash("sha256").update(Buffer.from(publicLine.split(" ")[1]!, "base64"));
  return `SHA256:${hash.digest("base64").replaceAll("=", "")}`;
}

describe("host keys", () => {
  it("are fingerprinted by their public half, encrypted ones too", () => {
    const { generateKeyPairSync } = ssh2.utils;
    const passphrase = "open sesame";
    const plain = generateKeyPairSync("rsa", { bits: 2048 });
    const locked = generateKeyPairSync("ecdsa", { bits: 256, passphrase, cipher: "aes256-cbc" });
    const keys = [plain.private, Buffer.from(plain.private), { key: locked.private, passphrase }];
    const expected = [plain.public, plain.public, locked.public].map(fingerprintOf);
    expect(hostKeyFingerprints(keys)).toEqual(expected);
    const made = (["ed25519", "ecdsa", "rsa"] as const).map((type) => generateHostKey(type));
    expect(new Set(hostKeyFingerprints(made)).size).toBe(3);
    expect(hostKeyFingerprints([generateHostKey()])).toEqual([expect.stringMatching(/^SHA256:[\w+/]{43}$/)]);
  });

  it("that cannot be used are refused by their place", () => {
    expect(() => hostKeyFingerprints([])).toThrow(/needs a host key/);
    expect(() => hostKeyFingerprints([generateHostKey(), "rubbish"])).toThrow(
      /hostKeys\[1\] is no private key/,
    );
    const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxK0XQ3yDqIq0zq1v1rX6p3nE2b3Yy8cOa4xkq5mHnB";
    expect(() => hostKeyFingerprints([publicKey])).toThrow(/hostKeys\[0\] is no private key.*public key/);
  });
});
