import { UsageError } from "../usageError.ts";
import { type Host, looksLikeAddress, parseAddress } from "./address.ts";
import { commandWords } from "./commandWords.ts";
import type { RemoteOptions } from "./remoteCommand.ts";

/** A program that speaks SFTP on its stdin and stdout. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** A path, and the server that it is on. */
export interface Target {
  readonly server: Host | Program;
  readonly path: string;
}

/** What the user's words for a remote path mean. */
export function parseTarget(text: string, { command }: RemoteOptions): Target {
  if (command === undefined) return parseAddress(text);
  const [name = "", ...args] = commandWords(command);
  return { server: { command: name, args }, path: text || "." };
}

/** A second path on the server of a first: a plain path, or one with the same address. */
export function parseSecondPath(text: string, { server }: Target): string {
  if ("command" in server || !looksLikeAddress(text)) return text;
  const second = parseAddress(text);
  if (serverName(second) !== serverName({ server })) {
    throw new UsageError(
      `${text} is not on the server of the first path; a plain name with a colon in it is written ./name`,
    );
  }
  return second.path;
}

/** The server as errors name it. */
export function serverName({ server }: Pick<Target, "server">): string {
  if ("command" in server) return server.command;
  const { username, host, port } = server;
  return `${username === undefined ? "" : `${username}@`}${host}${port === undefined ? "" : `:${port}`}`;
}
