import type { Awaitable } from "../../backend/backend.ts";
import type { Authenticate, LoginAttempt, LoginGrant } from "../login/authentication.ts";
import { type AuthorizedKey, parseAuthorizedKeys } from "./parseAuthorizedKeys.ts";

/** The texts of users' `authorized_keys` files, or a function that finds the text of a user's. */
export type AuthorizedKeysSource =
  | Readonly<Record<string, string>>
  | ((username: string) => Awaitable<string | undefined>);

/**
 * Lets in a client that holds a key which the user's `authorized_keys` file (sshd(8)) lists. Of the options, `from=`,
 * `expiry-time=` and `command="internal-sftp"` are enforced.
 *
 * @throws Error for a line with an option that this server cannot enforce: at once where the texts are given, otherwise
 * when the user logs in
 */
export function authorizedKeys(source: AuthorizedKeysSource): Authenticate {
  const find = typeof source === "function" ? finder(source) : parsed(source);
  const authenticate = async (attempt: LoginAttempt): Promise<boolean | LoginGrant> => {
    const { username, publicKey, remoteAddress } = attempt;
    if (publicKey === undefined) return false;
    const keys = await find(username);
    const key = keys.find(({ data, allows }) => data.equals(publicKey.data) && allows(remoteAddress));
    return key !== undefined && { restrictions: key.restrictions };
  };
  return Object.assign(authenticate, { methods: ["publickey"] as const });
}

function parsed(texts: Readonly<Record<string, string>>): (username: string) => AuthorizedKey[] {
  const keys = new Map(
    Object.entries(texts).map(([username, text]) => [username, parseAuthorizedKeys(text, username)]),
  );
  return (username) => keys.get(username) ?? [];
}

function finder(source: (username: string) => Awaitable<string | undefined>) {
  return async (username: string) => parseAuthorizedKeys((await source(username)) ?? "", username);
}
