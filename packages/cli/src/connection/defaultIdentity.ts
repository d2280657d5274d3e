import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where `ssh` looks for keys too, in its order. */
const NAMES = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** The user's own private key that needs no passphrase; those that need one are for an agent. */
export async function defaultIdentity(folder = join(homedir(), ".ssh")): Promise<Buffer | undefined> {
  for (const name of NAMES) {
    const key = await readFile(join(folder, name)).catch(() => undefined);
    if (key !== undefined && !isEncrypted(key.toString("latin1"))) return key;
  }
  return undefined;
}

/** Whether a private key, in OpenSSH's form or in PEM, needs a passphrase. */
function isEncrypted(text: string): boolean {
  if (!text.includes("BEGIN OPENSSH PRIVATE KEY")) return text.includes("ENCRYPTED");
  // After its name, the format says the cipher: the length, then "none" or another.
  const bytes = Buffer.from(text.replaceAll(/-----[^-]+-----/g, ""), "base64");
  return bytes.toString("latin1", "openssh-key-v1\0".length + 4).slice(0, 4) !== "none";
}
