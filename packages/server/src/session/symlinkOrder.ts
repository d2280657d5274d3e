import { SYMLINK_ORDER, type SymlinkOrder } from "@sftp/wire";

/**
 * Clients that name the link first, as the draft has it, unless the server calls itself OpenSSH. Where each one's source
 * decides is in the table of "Symbolic links" in this package's README.
 */
const LINK_FIRST = /ssh2js|WinSCP|AsyncSSH|phpseclib|libssh[_-]/i;

/** The order in which a client with this identification string names the paths of SYMLINK. */
export function symlinkOrderOf(clientIdent: string | undefined): SymlinkOrder {
  return clientIdent !== undefined && LINK_FIRST.test(clientIdent) ? "link-first" : "target-first";
}

/** The pair for VERSION that names the order where it is not the usual one. */
export function symlinkOrderPair(order: SymlinkOrder): [string, Uint8Array][] {
  return order === "link-first" ? [[SYMLINK_ORDER, Buffer.from(order)]] : [];
}
