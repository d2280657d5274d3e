/** Where the server is, and who logs in. Its key is not checked: it was made a moment ago. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** The private key, as a file. */
  readonly identity: string;
  /** The program behind the subsystem, for what needs no SSH at all. */
  readonly sftpServer: string;
}

/** What there is to do. Paths are absolute; client and server see the same files. */
export type Task =
  | { readonly kind: "idle" }
  | { readonly kind: "get" | "getTree"; readonly remote: string; readonly local: string }
  | { readonly kind: "put" | "putTree"; readonly remote: string; readonly local: string }
  | { readonly kind: "list"; readonly remote: string }
  | { readonly kind: "statEach" | "statAll"; readonly remote: string; readonly names: readonly string[] }
  | {
      readonly kind: "read";
      readonly remote: string;
      /** The same file, to compare with. */
      readonly local: string;
      readonly offsets: readonly number[];
      readonly length: number;
    };

export type Kind = Task["kind"];

/** What came of entries: how many there were, and the sum of their sizes. */
export interface Tally {
  readonly entries: number;
  readonly bytes: number;
}

/** Somebody whom a work is given to. */
export interface Competitor {
  readonly name: string;
  /** The cipher of the connection. */
  readonly cipher: string;
  /** What it gets is thrown away, and cannot be verified. */
  readonly discards?: true;
}

interface About extends Competitor {
  /** What it can do. */
  readonly can: readonly Kind[];
}

/** One library for Node. It runs in a process of its own, which imports it only when it is opened. */
export interface Library extends About {
  readonly how: "library";
  open(endpoint: Endpoint): Promise<Connection>;
}

/** A connection that is ready; each method is one task. */
export interface Connection {
  get?(remote: string, local: string): Promise<unknown>;
  put?(local: string, remote: string): Promise<unknown>;
  getTree?(remote: string, local: string): Promise<unknown>;
  putTree?(local: string, remote: string): Promise<unknown>;
  /** Lists a folder with attributes. */
  list?(remote: string): Promise<Tally>;
  /** Asks for the attributes of one path after another. */
  statEach?(paths: readonly string[]): Promise<Tally>;
  /** Asks for the attributes of all at once. */
  statAll?(paths: readonly string[]): Promise<Tally>;
  /** Reads blocks of one file in this order, and gives each to `check`. */
  read?(remote: string, offsets: readonly number[], length: number, check: Check): Promise<unknown>;
  close(): unknown;
}

/** Takes one block that was read, by its number. */
export type Check = (index: number, data: Uint8Array) => void;

/** A library for Python: a script that talks to the runner as the worker of Node's libraries does. */
export interface Script extends About {
  readonly how: "script";
  /** Its name in `python/`. */
  readonly script: string;
}

/** A program that is started for one task, connects, does it and ends. */
export interface Program extends About {
  readonly how: "program";
  command(endpoint: Endpoint, task: Task): Command;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads on stdin. */
  readonly input?: string;
}

export type Contender = Library | Script | Program;
