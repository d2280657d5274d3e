import type { Endpoint } from "../servers/endpoint.ts";

/** What programs do with a server. Each operation rejects if the program failed. */
export interface Operations {
  put(local: string, remote: string): Promise<unknown>;
  get(remote: string, local: string): Promise<unknown>;
  /** Uploads a folder so that `remote`, which does not exist yet, has what it has. */
  putTree(local: string, remote: string): Promise<unknown>;
  getTree(remote: string, local: string): Promise<unknown>;
  /** Goes on where what is at the target ends. */
  resumePut(local: string, remote: string): Promise<unknown>;
  resumeGet(remote: string, local: string): Promise<unknown>;
  /** The names in a folder. */
  list(remote: string): Promise<string[]>;
  symlink(target: string, path: string): Promise<unknown>;
  chmod(path: string, mode: string): Promise<unknown>;
  /** Renames over a file that exists. */
  renameOver(oldPath: string, newPath: string): Promise<unknown>;
  /** Uploads a file with its permissions and its modification time. */
  putPreserving(local: string, remote: string): Promise<unknown>;
}

export type Operation = keyof Operations;

/** A program with a server: what it can do of all that programs do. */
export type Session<Lacks extends Operation = never> = Omit<Operations, Lacks> & {
  close?(): Promise<unknown>;
};

/** A program that speaks SFTP. */
export interface Client {
  /** What it has no way of doing at all. */
  readonly lacks: readonly Operation[];
  open(server: Endpoint): Promise<Partial<Operations> & Pick<Session, "close">>;
}

/** Describes a program; it must be able to do all that it does not say it lacks. */
export function client<const Lacks extends Operation = never>(
  lacks: readonly Lacks[],
  open: (server: Endpoint) => Promise<Session<Lacks>>,
): Client {
  return { lacks, open };
}

/** A path between double quotes, as most batch languages want it. */
export function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** The lines of a listing, one name a line. */
export function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
