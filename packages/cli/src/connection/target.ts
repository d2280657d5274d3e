import { type Address, isAddress, parseAddress } from "@sftp/sftp";
import { UsageError } from "../usageError.ts";
import { commandWords } from "./commandWords.ts";
import type { RemoteOptions } from "./remoteCommand.ts";

/** An SSH server, and who logs in. */
export type Host = Omit<Address, "path">;

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
  if (command === undefined) return onServer(text);
  const [name = "", ...args] = commandWords(command);
  return { server: { command: name, args }, path: text || "." };
}

function onServer(text: string): Target {
  if (!isAddress(text)) {
    throw new UsageError(
      `${text} names no server: write sftp://user@host/path or user@host:path, or give --command for a plain path`,
    );
  }
  try {
    const { path, ...server } = parseAddress(text);
    return { server, path };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A second path on the server of a first: a plain path, or one with the same address. */
export function parseSecondPath(text: string, { server }: Target): string {
  if ("command" in server || !isAddress(text)) return text;
  const second = onServer(text);
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
