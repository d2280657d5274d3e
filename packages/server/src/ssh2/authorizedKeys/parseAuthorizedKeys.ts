import { escapeName } from "@sftp/wire";

import type { SessionRestrictions } from "../login/restrictions.ts";
import { type KeyOptions, parseKeyOptions } from "./keyOptions.ts";

/** One line of an `authorized_keys` file. */
export interface AuthorizedKey {
  /** The key as it is sent in SSH. */
  readonly data: Buffer;
  /** What the sessions of a login with this key may do. */
  readonly restrictions: SessionRestrictions | undefined;
  /** Whether the key may be used now, from this address. */
  readonly allows: KeyOptions["allows"];
}

const KEY = /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521))$/;

/** Words of a line, where a quoted part with `\"` in it may hold blanks. */
const WORDS = /(?:"(?:\\"|[^"])*"|[^\s"])+/g;

/**
 * Reads an `authorized_keys` file (sshd(8)).
 *
 * @param username whose file it is: for messages, and for `%u` in the options
 * @throws Error naming the line, for an option that this server cannot enforce, and for what is no key
 */
export function parseAuthorizedKeys(text: string, username: string): AuthorizedKey[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const words = line.match(WORDS) ?? [];
    if (words.length === 0 || words[0]!.startsWith("#")) return [];
    const where = `authorized_keys of ${escapeName(username)}, line ${index + 1}`;
    const options = KEY.test(words[0]!) ? "" : words.shift()!;
    const { allows, restrictions } = parseKeyOptions(options, username, where);
    const [type = "", base64 = ""] = words;
    if (!KEY.test(type)) throw new Error(`${where}: there is no key of a type that this server knows`);
    const data = Buffer.from(base64, "base64");
    if (data.toString("latin1", 4, 4 + type.length) !== type) {
      throw new Error(`${where}: the key is damaged or of another type than ${type}`);
    }
    return [{ data, restrictions, allows }];
  });
}
