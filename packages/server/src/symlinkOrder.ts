/** Clients that name the link first, as the draft has it, unless the server calls itself OpenSSH. */
const LINK_FIRST = /ssh2js|WinSCP|AsyncSSH/i;

/** Whether a client with this identification string names the link first in SYMLINK; OpenSSH's order is the other. */
export function namesLinkFirst(clientIdent: string | undefined): boolean {
  return clientIdent !== undefined && LINK_FIRST.test(clientIdent);
}
