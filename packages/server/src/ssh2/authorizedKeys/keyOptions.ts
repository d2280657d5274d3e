import { escapeName } from "@sftp/wire";

import type { SessionRestrictions } from "../login/restrictions.ts";
import { addressList } from "../addresses/addressList.ts";
import { expiryTime } from "./expiryTime.ts";
import { internalSftp } from "./internalSftp.ts";

/** The options of one key. */
export interface KeyOptions {
  /** Whether the key may be used now, from this address. */
  readonly allows: (remoteAddress: string | undefined) => boolean;
  readonly restrictions: SessionRestrictions | undefined;
}

/** Options that forbid what this server does not have anyway. */
const HARMLESS = new Set([
  "restrict",
  "no-agent-forwarding",
  "no-port-forwarding",
  "no-pty",
  "no-user-rc",
  "no-x11-forwarding",
]);

const OPTIONS = /(?:"(?:\\"|[^"])*"|[^,"])+/g;

const anywhere = (): boolean => true;

/**
 * Reads the options in front of a key.
 *
 * @param where the line, for messages
 * @throws Error for an option that cannot be enforced, and for a value that cannot be read
 */
export function parseKeyOptions(text: string, username: string, where: string): KeyOptions {
  const seen = new Set<string>();
  let isFrom: (address: string | undefined) => boolean = anywhere;
  let expires = Infinity;
  let restrictions: SessionRestrictions | undefined;
  for (const option of text.match(OPTIONS) ?? []) {
    const [, written = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(option)!;
    const name = written.toLowerCase();
    if (HARMLESS.has(name)) continue;
    const fail = (why: string): never => {
      throw new Error(`${where}: option "${escapeName(written)}": ${why}`);
    };
    const quoted = /^"((?:\\"|[^"])*)"$/s.exec(value ?? "")?.[1]?.replaceAll('\\"', '"');
    const isKnown = name === "from" || name === "expiry-time" || name === "command";
    if (isKnown && quoted === undefined) fail(`it needs a value in quotes: ${name}="..."`);
    // Of two expiry times the earlier one counts; sshd refuses a second `from` and `command` too.
    if (seen.has(name) && name !== "expiry-time") fail("it is there twice");
    seen.add(name);
    if (name === "from") isFrom = addressList(quoted!, fail);
    else if (name === "expiry-time") expires = Math.min(expires, expiryTime(quoted!, fail));
    else if (name === "command") restrictions = internalSftp(quoted!, username, fail);
    else fail("this server cannot enforce it, so the line is refused; remove the option or the line");
  }
  return { allows: (address) => isFrom(address) && Date.now() <= expires, restrictions };
}
