import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { runOk } from "../process/run.ts";

/** A key pair of ssh-keygen's. */
export interface KeyPair {
  /** The file with the private key. */
  readonly file: string;
  /** The public key as authorized_keys and known_hosts have it: its type and its bytes. */
  readonly publicLine: string;
}

export interface KeyOptions {
  readonly type?: "ed25519" | "rsa" | "ecdsa";
  /** How the private key is written; default OpenSSH's own form. */
  readonly form?: "OpenSSH" | "PEM" | "PKCS8";
  readonly passphrase?: string;
  readonly name?: string;
}

/** Makes a key pair in a folder. */
export async function makeKey(
  folder: string,
  { type = "ed25519", form = "OpenSSH", passphrase = "", name = `${type}-${form}` }: KeyOptions = {},
): Promise<KeyPair> {
  const file = join(folder, name);
  // Nothing here needs keys that are hard to make or passphrases that are slow to check.
  const quick = [...(type === "rsa" ? ["-b", "2048"] : []), "-a", "1"];
  const written = form === "OpenSSH" ? [] : ["-m", form];
  const made = ["-q", "-t", type, ...quick, ...written, "-N", passphrase, "-C", name, "-f", file];
  await runOk("ssh-keygen", made);
  const [keyType = "", key = ""] = (await readFile(`${file}.pub`, "utf8")).split(" ");
  return { file, publicLine: `${keyType} ${key}` };
}
