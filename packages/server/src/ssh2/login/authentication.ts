import type { Awaitable } from "../../backend/backend.ts";
import type { AskUser } from "./interactive.ts";
import type { SessionRestrictions } from "./restrictions.ts";

/** A client's public key. */
export interface LoginKey {
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly type: string;
  /** The key as it stands in base64 in an `authorized_keys` file. */
  readonly data: Uint8Array;
  /** As `ssh-keygen -l` shows it: `SHA256:...`. */
  readonly fingerprint: string;
}

/** A client that tries to log in. The signature of a key is checked separately, before the client is let in. */
export interface LoginAttempt {
  readonly username: string;
  readonly remoteAddress: string | undefined;
  /** The password; `undefined` if the client did not send one. */
  readonly password?: string | undefined;
  /** The key that the client offers; `undefined` if it does not offer one. */
  readonly publicKey?: LoginKey | undefined;
  /** Asks the user questions; `undefined` if the client does not take any. */
  readonly ask?: AskUser | undefined;
}

/** The ways of logging in. */
export type LoginMethod = "password" | "publickey" | "keyboard-interactive";

/** A yes with conditions. */
export interface LoginGrant {
  /** What must say yes too before the client is let in. The client is told of the partial success and of its methods. */
  readonly next?: Authenticate | undefined;
  /** What the sessions of this login may do. Default: whatever the backend allows. */
  readonly restrictions?: SessionRestrictions | undefined;
}

/** Decides who may log in; an error that it throws is a no. */
export interface Authenticate {
  (attempt: LoginAttempt): Awaitable<boolean | LoginGrant>;
  /** The methods that it can say yes to, which clients are told. Default: passwords and public keys. */
  readonly methods?: readonly LoginMethod[] | undefined;
}

/** What an `Authenticate` can say yes to. */
export function methodsOf(authenticate: Authenticate): readonly LoginMethod[] {
  return authenticate.methods ?? ["publickey", "password"];
}

/** A decision as a grant; `undefined` is a no, and so is whatever is neither `true` nor a grant. */
export function grantOf(decision: unknown): LoginGrant | undefined {
  if (decision === true) return {};
  if (typeof decision !== "object" || decision === null) return undefined;
  return "next" in decision || "restrictions" in decision ? (decision as LoginGrant) : undefined;
}
