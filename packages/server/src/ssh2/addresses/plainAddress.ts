import { isIPv4, isIPv6 } from "node:net";

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * An address in the form in which addresses are compared and counted: an IPv4 address that arrived over IPv6
 * (`::ffff:192.0.2.1`) as IPv4, and without the zone of a link-local one (`fe80::1%eth0`).
 */
export function plainAddress(address: string): string {
  const [bare = ""] = address.split("%");
  const mapped = MAPPED.exec(bare)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  return isIPv6(bare) ? bare : address;
}
