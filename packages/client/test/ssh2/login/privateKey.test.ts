import { generateKeyPairSync, type KeyObject } from "node:crypto";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { parsePrivateKey, readKeyText } from "../../../src/ssh2/login/privateKey.ts";

const passphrase = "open sesame";
const { private: openssh, public: publicLine } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
const { private: locked, public: lockedPublic } = ssh2.utils.generateKeyPairSync("ecdsa", {
  bits: 256,
  passphrase,
  cipher: "aes256-ctr",
  rounds: 1,
});
const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;

function pem(key: KeyObject, type: "sec1" | "pkcs8" | "pkcs1", secret?: string): string {
  const encryption = secret === undefined ? {} : { cipher: "aes-256-cbc", passphrase: secret };
  return key.export({ type, format: "pem", ...encryption }).toString();
}

function bytes(line: string): Buffer {
  return Buffer.from(line.split(" ")[1]!, "base64");
}

describe("the text of a key", () => {
  it.each([
    ["OpenSSH's form", openssh, false, bytes(publicLine)],
    ["OpenSSH's form, encrypted", locked, true, bytes(lockedPublic)],
    ["PEM", pem(ec, "sec1"), false, undefined],
    ["PEM, encrypted", pem(ec, "sec1", passphrase), true, undefined],
    ["PKCS #8", pem(ec, "pkcs8"), false, undefined],
    ["PKCS #8, encrypted", pem(ec, "pkcs8", passphrase), true, undefined],
  ])("tells in the clear: %s", (_, text, encrypted, publicKey) => {
    expect(readKeyText(`\n${text}\n`, "k")).toMatchObject({ kind: "private", encrypted, publicKey });
  });

  it("may be a public key, which cannot log in", () => {
    const text = readKeyText(Buffer.from(publicLine), "k");
    expect(text).toMatchObject({ kind: "public", encrypted: false, publicKey: bytes(publicLine) });
    expect(() => parsePrivateKey(text, "k")).toThrow("k is a public key; the private one is needed");
  });

  it.each([
    ["", "is no private key"],
    ["hello", "is no private key"],
    ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "is no private key"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "is damaged"],
  ])("may be none: %j", (text, words) => {
    expect(() => readKeyText(text, "/home/me/k")).toThrow(
      expect.objectContaining({
        name: "SFTPError",
        code: "ERR_SFTP_AUTH",
        message: expect.stringContaining(`/home/me/k ${words}`) as string,
      }),
    );
  });
});

describe("a private key", () => {
  const ed25519 = generateKeyPairSync("ed25519").privateKey;
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

  it.each([
    ["ecdsa-sha2-nistp256", openssh],
    ["ecdsa-sha2-nistp256", pem(ec, "sec1")],
    ["ecdsa-sha2-nistp256", pem(ec, "pkcs8")],
    ["ssh-rsa", pem(rsa, "pkcs1")],
    ["ssh-rsa", pem(rsa, "pkcs8")],
    ["ssh-ed25519", pem(ed25519, "pkcs8")],
  ])("is read and signs: %s", (type, text) => {
    const key = parsePrivateKey(readKeyText(text, "k"), "k")!;
    expect(key.type).toBe(type);
    expect(key.verify("data", key.sign("data"))).toBe(true);
  });

  it.each([locked, pem(ec, "sec1", passphrase), pem(ed25519, "pkcs8", passphrase)])(
    "needs its passphrase where it is encrypted",
    (content) => {
      const text = readKeyText(content, "k");
      expect(parsePrivateKey(text, "k", passphrase)!.isPrivateKey()).toBe(true);
      expect(parsePrivateKey(text, "k", "wrong")).toBeUndefined();
      expect(() => parsePrivateKey(text, "k")).toThrow("k is encrypted: give its passphrase");
    },
  );

  // One in 256 of them decrypts to what looks whole.
  it.each([pem(ec, "sec1", passphrase), pem(ed25519, "pkcs8", passphrase)])(
    "has another passphrase, whichever wrong one is given",
    (content) => {
      const text = readKeyText(content, "k");
      for (let n = 0; n < 1_000; n++) expect(parsePrivateKey(text, "k", `wrong ${n}`)).toBeUndefined();
    },
  );

  it("of a kind that SSH does not have is refused", () => {
    const text = pem(generateKeyPairSync("x25519").privateKey, "pkcs8");
    expect(() => parsePrivateKey(readKeyText(text, "k"), "k")).toThrow(
      /cannot be read: keys of the kind x25519/,
    );
  });
});
