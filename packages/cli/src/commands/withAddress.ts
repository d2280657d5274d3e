import type { Command } from "commander";

const ADDRESSES = `
The address is user@host, user@host:path, sftp://user@host:port/path or an alias of ~/.ssh/config; its path is the
directory that the session begins in. With --command it is that directory, and may be left out.`;

/** Adds the address of a server, for commands that work with nothing but one. */
export function withAddress(command: Command): Command {
  return command.argument("[address]", "the server").addHelpText("after", ADDRESSES);
}
