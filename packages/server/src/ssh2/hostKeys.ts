import { createHash } from "node:crypto";

import ssh2 from "ssh2";

/** A private key in OpenSSH's format, or any other that ssh2 reads; with its passphrase if it has one. */
export type HostKey =
  | string
  | Buffer
  | { readonly key: string | Buffer; readonly passphrase: string | Buffer };

/** The types of host keys, in the order in which clients mostly prefer them. */
export type HostKeyType = "ed25519" | "ecdsa" | "rsa";

/** How long new keys are, in bits. */
const BITS = { ecdsa: 256, rsa: 3072 };

/** A new key in OpenSSH's format, as `ssh-keygen` makes one. Keep it: clients remember the key of a host. */
export function generateHostKey(type: HostKeyType = "ed25519"): string {
  for (;;) {
    const { private: key } =
      type === "ed25519"
        ? ssh2.utils.generateKeyPairSync(type)
        : ssh2.utils.generateKeyPairSync(type as "rsa", { bits: BITS[type] });
    // An ed25519 key that begins with zeros cannot be read back.
    if (!(ssh2.utils.parseKey(key) instanceof Error)) return key;
  }
}

/** A key's fingerprint, as `ssh-keygen -l` shows it: `SHA256:...`. */
export function fingerprint(publicKey: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;
}

/**
 * The fingerprints of private keys.
 *
 * @throws Error if there is none, or one cannot be read
 */
export function hostKeyFingerprints(hostKeys: readonly HostKey[]): string[] {
  if (hostKeys.length === 0) {
    throw new TypeError("a server needs a host key: give hostKeys, for example [generateHostKey()]");
  }
  return hostKeys.map((hostKey, index) => {
    const isPlain = typeof hostKey === "string" || Buffer.isBuffer(hostKey);
    const parsed = isPlain
      ? ssh2.utils.parseKey(hostKey)
      : ssh2.utils.parseKey(hostKey.key, hostKey.passphrase);
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key === undefined || key instanceof Error || !key.isPrivateKey()) {
      throw new TypeError(`hostKeys[${index}] is no private key that can be read: ${reason(key)}`);
    }
    return fingerprint(key.getPublicSSH());
  });
}

function reason(key: unknown): string {
  return key instanceof Error ? key.message : "it is a public key";
}
