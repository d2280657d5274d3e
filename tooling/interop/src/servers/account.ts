import { copyFile, readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";

import { runOk } from "../process/run.ts";

/** Who logs in, and the keys of both sides, as files in one folder. */
export interface Account {
  readonly folder: string;
  /** Our own name, which is the only one that a real sshd lets in without more ado. */
  readonly username: string;
  readonly password: string;
  /** The user's private key, in OpenSSH's form. */
  readonly identity: string;
  readonly authorizedKeys: string;
  /** The server's private key, in OpenSSH's form. */
  readonly hostKey: string;
}

/** Makes an account with fresh keys in `folder`. */
export async function makeAccount(folder: string): Promise<Account> {
  const identity = join(folder, "id_ed25519");
  const hostKey = join(folder, "ssh_host_ed25519_key");
  const authorizedKeys = join(folder, "authorized_keys");
  await Promise.all([identity, hostKey].map(makeKey));
  await copyFile(`${identity}.pub`, authorizedKeys);
  return {
    folder,
    username: userInfo().username,
    password: "open sesame",
    identity,
    authorizedKeys,
    hostKey,
  };
}

/** Writes the known_hosts file that a client needs for a server of this account; returns its path. */
export async function writeKnownHosts(
  { folder, hostKey }: Account,
  host: string,
  port: number,
): Promise<string> {
  const path = join(folder, "known_hosts");
  const [type, key] = (await readFile(`${hostKey}.pub`, "utf8")).split(" ");
  await writeFile(path, `[${host}]:${port} ${type} ${key}\n`);
  return path;
}

async function makeKey(path: string): Promise<void> {
  await runOk("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "interop", "-f", path]);
}
