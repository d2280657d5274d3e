import type { Awaitable } from "../backend/backend.ts";
import type { Authenticate, LoginAttempt } from "./authentication.ts";
import { parseAuthorizedKeys } from "./parseAuthorizedKeys.ts";

/** The texts of users' `authorized_keys` files, or where to find a user's. */
export type AuthorizedKeysSource =
  | Readonly<Record<string, string>>
  | ((username: string) => Awaitable<string | undefined>);

/**
 * Lets in who holds a key that the user's `authorized_keys` file (sshd(8)) lists.
 *
 * @throws Error for a line with an option that this server cannot enforce: at once where the texts are given, else
 * when the user logs in
 */
export function authorizedKeys(source: AuthorizedKeysSource): Authenticate {
  const find = typeof source === "function" ? finder(source) : parsed(source);
  const authenticate = async ({ username, publicKey }: LoginAttempt): Promise<boolean> => {
    if (publicKey === undefined) return false;
    const keys = await find(username);
    return keys.some((key) => key.equals(publicKey.data));
  };
  return Object.assign(authenticate, { methods: ["publickey"] as const });
}

function parsed(texts: Readonly<Record<string, string>>): (username: string) => Buffer[] {
  const keys = new Map(
    Object.entries(texts).map(([username, text]) => [username, parseAuthorizedKeys(text, username)]),
  );
  return (username) => keys.get(username) ?? [];
}

function finder(source: (username: string) => Awaitable<string | undefined>) {
  return async (username: string) => parseAuthorizedKeys((await source(username)) ?? "", username);
}
