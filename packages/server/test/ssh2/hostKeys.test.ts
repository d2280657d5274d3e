import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { generateHostKey, hostKeyFingerprints } from "../../src/ssh2/hostKeys.ts";

const folder = mkdtempSync(join(tmpdir(), "sftp-server-"));

function sshKeygen(...args: string[]): string {
  return execFileSync("ssh-keygen", args, { encoding: "utf8" });
}

describe("host keys", () => {
  it("are fingerprinted as ssh-keygen does it: ours, and its own of all kinds, encrypted ones too", () => {
    const own = join(folder, "own");
    writeFileSync(own, generateHostKey(), { mode: 0o600 });
    const keys: (string | Buffer | { key: Buffer; passphrase: string })[] = [readFileSync(own)];
    const expected = [sshKeygen("-lf", own).split(" ")[1]];
    for (const type of ["ed25519", "ecdsa", "rsa"]) {
      const path = join(folder, type);
      const passphrase = type === "ecdsa" ? "open sesame" : "";
      sshKeygen("-q", "-t", type, "-N", passphrase, "-f", path);
      keys.push(passphrase ? { key: readFileSync(path), passphrase } : readFileSync(path, "utf8"));
      expected.push(sshKeygen("-lf", path).split(" ")[1]);
    }
    expect(hostKeyFingerprints(keys)).toEqual(expected);
    rmSync(folder, { recursive: true });
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
