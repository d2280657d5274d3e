import type { Awaitable } from "../backend/backend.ts";
import type { AskUser } from "./interactive.ts";

/** A client's public key. */
export interface LoginKey {
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly type: string;
  /** The key as it stands in base64 in an `authorized_keys` file. */
  readonly data: Uint8Array;
  /** As `ssh-keygen -l` shows it: `SHA256:...`. */
  readonly fingerprint: string;
}

/** Somebody who wants to log in. Whether they hold the key's private half is checked before they get in. */
export interface LoginAttempt {
  readonly username: string;
  readonly remoteAddress: string | undefined;
  /** The password that they gave; `undefined` if they did not give one. */
  readonly password?: string | undefined;
  /** The key that they offer; `undefined` if they do not offer one. */
  readonly publicKey?: LoginKey | undefined;
  /** How to ask them something; `undefined` if they do not want to be asked. */
  readonly ask?: AskUser | undefined;
}

/** The ways of logging in. */
export type LoginMethod = "password" | "publickey" | "keyboard-interactive";

/** Decides who may log in; what it throws is a no. */
export interface Authenticate {
  (attempt: LoginAttempt): Awaitable<boolean>;
  /** What it can say yes to, which clients are told. Default: passwords and public keys. */
  readonly methods?: readonly LoginMethod[] | undefined;
}

/** Lets in whom one of these lets in. */
export function anyOf(...ways: readonly Authenticate[]): Authenticate {
  const authenticate = async (attempt: LoginAttempt): Promise<boolean> => {
    for (const way of ways) if (await way(attempt)) return true;
    return false;
  };
  return Object.assign(authenticate, { methods: [...new Set(ways.flatMap((way) => methodsOf(way)))] });
}

/** What an `Authenticate` can say yes to. */
export function methodsOf(authenticate: Authenticate): readonly LoginMethod[] {
  return authenticate.methods ?? ["publickey", "password"];
}
