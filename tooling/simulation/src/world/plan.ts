import type { LinkPlan } from "../network/link.ts";

/** A whole world as data: with the same plan everything happens again. Each line of it can be left out by the shrinker. */
export interface WorldPlan {
  /** Decides what the plan leaves open: moments, pieces, orders. */
  readonly seed: number;
  readonly server: ServerPlan;
  readonly clients: readonly ClientPlan[];
}

/** How the server's storage and the server itself behave. */
export interface ServerPlan {
  readonly storage: "memory" | "fs" | "fs-atomic";
  /** The most milliseconds that a call of the storage takes; 0 is done at once. */
  readonly delay: number;
  readonly quirks: Quirks;
  /** Calls of the storage that fail, counted by operation. */
  readonly faults: readonly StorageFault[];
  /** Milliseconds after which the server dies and comes back; never if left out. */
  readonly crash?: number;
}

/** A call of the storage that fails, or is never answered. */
export interface StorageFault {
  readonly operation:
    | "open"
    | "read"
    | "write"
    | "close"
    | "stat"
    | "rename"
    | "remove"
    | "chattr"
    | "mkdir"
    | "sync";
  /** Which call of that operation, from 0. */
  readonly nth: number;
  /** How many calls in a row. */
  readonly times: number;
  readonly how: "EIO" | "ENOSPC" | "EACCES" | "hang";
}

/** Habits of real servers. */
export interface Quirks {
  /** STAT and LSTAT are refused. */
  readonly statRefused?: true;
  /** FSTAT is refused. */
  readonly fstatRefused?: true;
  /** SETSTAT and FSETSTAT are refused. */
  readonly setstatRefused?: true;
  /** OPEN and MKDIR with a mode are refused. */
  readonly modeRefused?: true;
  /** EXCL is not supported. */
  readonly noExcl?: true;
  /** Names that begin with a dot are refused. */
  readonly noDotNames?: true;
  /** RENAME does not replace, and posix-rename is missing. */
  readonly noPosixRename?: true;
  /** No more than so many files and directories are open at once. */
  readonly handles?: number;
  /** What is complete goes elsewhere when it is closed. */
  readonly movedAtClose?: true;
  /** What STAT and FSTAT say of sizes. */
  readonly statedSize?: "zero" | "none" | "less" | "more";
  /** READ gives at most so many bytes. */
  readonly shortReads?: number;
  /** A WRITE of more bytes is refused. */
  readonly smallWrites?: number;
  /** Every error is FAILURE. */
  readonly allFailure?: true;
  /** Milliseconds that CLOSE takes. */
  readonly slowClose?: number;
  /** Bytes that all files together may have. */
  readonly quota?: number;
  /** An OPEN while another file is open gets the same handle. */
  readonly sameHandle?: true;
  /** Replies to different requests leave in any order. */
  readonly outOfOrder?: true;
}

/** One client and what it does. */
export interface ClientPlan {
  readonly link: LinkPlan;
  /** Several channels on one connection, with a window of so many bytes; otherwise one channel. */
  readonly ssh?: { readonly window: number };
  /** Milliseconds of silence after which a request fails. */
  readonly timeout: number;
  readonly maxPacketSize?: number;
  /** How many operations run at once. */
  readonly concurrency: number;
  readonly operations: readonly OperationPlan[];
  /** Milliseconds after which the client's process dies; never if left out. */
  readonly crash?: number;
}

/** How a transfer is asked for; only what `@sftp/client` takes. */
export interface TransferChoices {
  readonly atomic?: true;
  readonly onPartial?: "keep";
  readonly resume?: true;
  readonly durable?: true;
  readonly preserve?: true;
  readonly verify?: "hash";
  readonly confirm?: false;
  readonly concurrency?: number;
  readonly maxInFlightBytes?: number;
  readonly prefetch?: false;
}

/** One thing that a client does. */
export type OperationPlan =
  | {
      readonly kind: "upload";
      readonly via: "put" | "putfo" | "writeFile" | "stream" | "web";
      readonly size: number;
      /** Whether there is a file of that name before, of how many bytes. */
      readonly taken?: number;
      readonly choices: TransferChoices;
      /** Milliseconds after which it is aborted. */
      readonly abort?: number;
      /** The local source changes or fails after so many bytes. */
      readonly source?: { readonly after: number; readonly how: "fails" };
    }
  | {
      readonly kind: "download";
      readonly via: "get" | "getfo" | "readFile" | "stream" | "web" | "readv";
      readonly size: number;
      readonly taken?: number;
      readonly choices: TransferChoices;
      readonly abort?: number;
    }
  | { readonly kind: "copy"; readonly size: number; readonly taken?: number; readonly abort?: number }
  | {
      readonly kind: "program";
      readonly mode: "w+" | "r+" | "a+";
      readonly bufsize: number;
      readonly size: number;
      readonly steps: number;
      readonly seed: number;
    }
  | {
      readonly kind: "tree";
      readonly way: "put" | "get" | "sync";
      readonly files: readonly number[];
      readonly abort?: number;
    }
  | { readonly kind: "requests"; readonly steps: number; readonly seed: number }
  | { readonly kind: "shared"; readonly blocks: number; readonly seed: number };
