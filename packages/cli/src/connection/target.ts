import { type Address, isAddress, parseAddress } from "@sftp/client";
import type { Context, Session } from "../context.ts";
import { quotedGlob } from "../glob/isGlob.ts";
import type { WrittenPath } from "../glob/remotePaths.ts";
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

/** A server: one to connect to, a program to start, or the one that the shell is connected to. */
export type Server = Host | Program | Session;

/** A path, and the server that it is on. */
export interface Target extends WrittenPath {
  readonly server: Server;
}

/** Reads a remote path as the user wrote it. */
export function parseTarget(
  text: string,
  { command, P: port }: RemoteOptions,
  { session }: Pick<Context, "session">,
): Target {
  if (session !== undefined) return { server: session, ...inSession(text, session) };
  if (command === undefined) return onServer(text, port);
  const [name = "", ...args] = commandWords(command);
  return { server: { command: name, args }, ...plain(text || ".") };
}

/** Reads several remote paths, all on the server of the first. */
export function parseTargets(
  [first = "", ...others]: readonly string[],
  options: RemoteOptions,
  context: Pick<Context, "session">,
): { readonly target: Target; readonly paths: readonly WrittenPath[] } {
  const target = parseTarget(first, options, context);
  return { target, paths: [target, ...others.map((text) => parseSecondPath(text, target, options))] };
}

function onServer(text: string, port: number | undefined): Target {
  if (!isAddress(text)) {
    throw new UsageError(
      `${text} names no server: write sftp://user@host/path or user@host:path, or use --command with a plain path`,
    );
  }
  try {
    const { path, ...server } = parseAddress(text);
    if (server.port !== undefined && port !== undefined && server.port !== port) {
      throw new UsageError(`-P ${port} contradicts the port in ${text}`);
    }
    return { server: { ...server, port: server.port ?? port }, ...plain(fromStart(text, path)) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
}

function isUrl(text: string): boolean {
  return /^sftp:\/\//i.test(text);
}

/** In scp's form, `~` and `~/x` are in the start directory; in a URL, `/~/x` has been read already. */
function fromStart(text: string, path: string): string {
  if (isUrl(text)) return path;
  return path === "~" || path === "~/" ? "." : path.startsWith("~/") ? `./${path.slice(2)}` : path;
}

function plain(path: string): WrittenPath {
  return { path, pattern: path };
}

/** A path in the shell, where `~` is the start directory, and quotes have kept some characters from being a glob. */
function inSession(text: string, { start, patterns }: Session): WrittenPath {
  const pattern = patterns.get(text) ?? text;
  if (text === "") return plain(".");
  if (text !== "~" && !text.startsWith("~/")) return { path: text, pattern };
  // The start directory itself is no glob, whatever characters it has.
  return { path: start + text.slice(1), pattern: quotedGlob(start) + pattern.slice(1) };
}

/** A second path on the server of a first: a plain path, or one with the same address. */
export function parseSecondPath(
  text: string,
  { server }: Target,
  { P: port }: RemoteOptions = {},
): WrittenPath {
  if ("sftp" in server) return inSession(text, server);
  if ("command" in server || !isAddress(text)) return plain(text);
  const second = onServer(text, port);
  if (serverName(second) !== serverName({ server })) {
    throw new UsageError(
      `${text} is not on the server of the first path; a plain name with a colon in it is written ./name`,
    );
  }
  return second;
}

/** The server as errors name it. */
export function serverName({ server }: Pick<Target, "server">): string {
  if ("sftp" in server) return server.name;
  if ("command" in server) return server.command;
  const { username, host, port } = server;
  return `${username === undefined ? "" : `${username}@`}${host}${port === undefined ? "" : `:${port}`}`;
}
