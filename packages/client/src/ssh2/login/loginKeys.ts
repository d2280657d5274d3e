import { open } from "node:fs/promises";
import { userInfo } from "node:os";
import type { SFTPError } from "@sftp/wire";
import { inHome, list } from "../inHome.ts";
import type { LoginOptions } from "./loginOptions.ts";
import { type KeyText, parsePrivateKey, readKeyText, unusable } from "./privateKey.ts";
import type { ParsedKey } from "ssh2";

/** All that a login may use. */
export interface Login extends Pick<LoginOptions, "password" | "agent" | "onPrompt"> {
  /** The server, as the user named it. */
  readonly host: string;
  readonly username: string;
  readonly keys: readonly LoginKey[];
  /** Whether the agent's other keys are left alone. */
  readonly onlyTheseKeys: boolean;
  /** Whether keys were looked for in `~/.ssh`, as ssh_config has it. */
  readonly keysInHome?: boolean;
  /** Why keys that were to be tried cannot be. */
  readonly problems: readonly string[];
}

/** The user that runs this process. */
export function ownName(): string {
  return userInfo().username;
}

/** How often a passphrase is asked for, as `ssh` does. */
const TRIES = 3;

/** A key that was given to log in with. */
export interface LoginKey {
  /** As errors name it. */
  readonly name: string;
  /** The public half, where it is in the clear. */
  readonly publicKey: Buffer | undefined;
  /**
   * The private half, for which a passphrase may be asked; `undefined` if nobody gave one.
   *
   * @throws SFTPError ERR_SFTP_AUTH if it cannot be used
   */
  unlock(): Promise<ParsedKey | undefined>;
}

/**
 * The keys that the options give, those of `privateKey` first.
 *
 * @throws SFTPError ERR_SFTP_AUTH for what is no key, is open to others, or has another passphrase; errors of files as
 *   they are
 */
export async function loginKeys({
  privateKey,
  identity,
  passphrase,
}: Pick<LoginOptions, "privateKey" | "identity" | "passphrase">): Promise<LoginKey[]> {
  const contents = list(privateKey).map((content, index, { length }) =>
    loginKey(content, length === 1 ? "the key in privateKey" : `the key in privateKey[${index}]`, passphrase),
  );
  const files = list(identity).map((path) => readLoginKey(path, passphrase));
  return [...contents, ...(await Promise.all(files))];
}

/** The key in a file. */
export async function readLoginKey(path: string, passphrase?: LoginOptions["passphrase"]): Promise<LoginKey> {
  const file = inHome(path);
  const handle = await open(file, "r");
  try {
    const { uid, mode } = await handle.stat();
    const content = await handle.readFile();
    const key = loginKey(content, file, passphrase);
    if (key.isPrivate && uid === process.getuid?.() && (mode & 0o077) !== 0) {
      throw unusable(file, `can be read by others (its mode is ${(mode & 0o777).toString(8)}): chmod 600 it`);
    }
    return key;
  } finally {
    await handle.close();
  }
}

function loginKey(
  content: string | Buffer,
  name: string,
  passphrase: LoginOptions["passphrase"],
): LoginKey & { readonly isPrivate: boolean } {
  const text = readKeyText(content, name);
  const isPrivate = text.kind === "private";
  if (!isPrivate || (text.encrypted && typeof passphrase !== "string")) {
    return { name, isPrivate, publicKey: text.publicKey, unlock: () => ask(text, name, passphrase) };
  }
  const key = parsePrivateKey(text, name, text.encrypted ? (passphrase as string) : undefined);
  if (key === undefined) throw wrongPassphrase(name);
  return { name, isPrivate, publicKey: key.getPublicSSH(), unlock: async () => key };
}

async function ask(
  text: KeyText,
  name: string,
  passphrase: LoginOptions["passphrase"],
): Promise<ParsedKey | undefined> {
  if (typeof passphrase !== "function" || text.kind === "public") return parsePrivateKey(text, name);
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await passphrase(name);
    if (answer === undefined) return undefined;
    const key = parsePrivateKey(text, name, answer);
    if (key !== undefined) return key;
  }
  throw wrongPassphrase(name);
}

function wrongPassphrase(name: string): SFTPError {
  return unusable(name, "has another passphrase than the one that was given");
}
