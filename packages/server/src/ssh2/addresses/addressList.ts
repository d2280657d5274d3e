import { BlockList, isIP } from "node:net";

import { escapeName } from "@sftp/wire";

import { plainAddress } from "./plainAddress.ts";

/** Ends the reading of a value, saying why. */
export type Fail = (why: string) => never;

/** The prefix length of ::ffff:0.0.0.0/96, the IPv6 addresses that hold IPv4 addresses. */
const HOLDS_IPV4 = 96;

type Matcher = (address: string) => boolean;

/**
 * The list of `from="..."`: addresses, networks as `192.0.2.0/24`, addresses with `*` and `?`, and with `!` in front what is
 * excluded (ssh_config(5), PATTERNS). Host names are refused: an address is not resolved to a name here.
 */
export function addressList(text: string, fail: Fail): (address: string | undefined) => boolean {
  const allowed: Matcher[] = [];
  const excluded: Matcher[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    const negated = item.startsWith("!");
    (negated ? excluded : allowed).push(matcherOf(negated ? item.slice(1) : item, fail));
  }
  return (remote) => {
    if (remote === undefined) return false;
    const address = plainAddress(remote);
    return !excluded.some((matches) => matches(address)) && allowed.some((matches) => matches(address));
  };
}

function matcherOf(item: string, fail: Fail): Matcher {
  const [base = "", prefix, more] = item.split("/");
  if (isIP(base) !== 0 && prefix !== undefined && more === undefined) {
    const family = isIP(base) === 6 ? "ipv6" : "ipv4";
    const bits = family === "ipv6" ? 128 : 32;
    if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) {
      fail(`"${escapeName(item)}" has no prefix length from 0 to ${bits}`);
    }
    return inNetwork(base, Number(prefix), family);
  }
  if (isIP(item) !== 0)
    return inNetwork(item, isIP(item) === 6 ? 128 : 32, isIP(item) === 6 ? "ipv6" : "ipv4");
  // What looks like an address with wildcards: digits and dots, or hexadecimal digits with a colon.
  if (/[*?]/.test(item) && /^([\d.*?]+|(?=.*:)[\da-f:.*?]+)$/i.test(item))
    return wildcard(item.toLowerCase());
  return fail(
    `"${escapeName(item)}" is no address; host names are not looked up here, so use addresses, or networks like 192.0.2.0/24`,
  );
}

function inNetwork(base: string, prefix: number, family: "ipv4" | "ipv6"): Matcher {
  const network = new BlockList();
  network.addSubnet(base, prefix, family);
  return (address) => {
    const own = isIP(address) === 6 ? "ipv6" : "ipv4";
    // A BlockList takes an IPv4 address for the IPv6 one that holds it, which only a network like ::ffff:192.0.2.0/120 means.
    return (own === family || prefix >= HOLDS_IPV4) && network.check(address, own);
  };
}

function wildcard(pattern: string): Matcher {
  const source = pattern.replace(/[.*?]/g, (char) => ({ ".": "\\.", "*": ".*", "?": "." })[char]!);
  const expression = new RegExp(`^${source.replace(/(\.\*)+/g, ".*")}$`);
  return (address) => expression.test(address.toLowerCase());
}
