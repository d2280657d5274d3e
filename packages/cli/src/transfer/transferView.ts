import type { TreeStep } from "@sftp/client";
import type { Context } from "../context.ts";
import { jsonView } from "./jsonView.ts";
import { plainView } from "./plainView.ts";
import { quietView } from "./quietView.ts";

/** One file on its way, or one directory with all that is in it. */
export interface Transfer {
  readonly operation: "get" | "put" | "copy" | "sync";
  readonly source: string;
  readonly target: string;
}

/** How far something is. */
export interface Progress {
  readonly transferred: number;
  /** Bytes; 0 if it is not known. */
  readonly total: number;
}

/** What came of a whole command. */
export interface Summary {
  readonly files: number;
  readonly bytes: number;
  readonly seconds: number;
  /** How the copies were compared with the originals; false if one could not be, or there was none. */
  readonly verified: "hash" | "size" | false;
  /** How many of the bytes were there already. */
  readonly resumed: number;
  /** How many things were left out, left as they were, deleted, and failed. */
  readonly skipped: number;
  readonly unchanged: number;
  readonly deleted: number;
  readonly failed: number;
  /** Whether nothing of it was really done. */
  readonly dryRun: boolean;
}

/** Something that was done, or would be, beside transferring the contents of files. */
export interface Step extends Pick<TreeStep, "action" | "size"> {
  readonly transfer: Transfer;
}

/** How transfers are shown while they run. Names are given unescaped. */
export interface TransferView {
  start(file: Transfer): void;
  /** @param overall how far everything is that was found so far */
  progress(file: Transfer, progress: Progress, overall: Progress): void;
  done(file: Transfer, bytes: number): void;
  failed(file: Transfer, error: unknown): void;
  step(step: Step): void;
  /** Something in a tree was not transferred, as it was asked for. */
  skipped(path: string, reason: string): void;
  /** Everything that was asked for was tried. */
  finish(summary: Summary): void;
  /** Nothing more will be shown, whatever came of it. */
  close(): void;
}

/** How the user wants it shown. */
export interface ViewOptions {
  readonly json?: true;
  readonly quiet?: true;
  readonly dryRun?: true;
}

/** Events for programs, bars on a terminal, plain lines elsewhere, unless quiet is wanted. */
export async function transferView(
  { json, quiet, dryRun }: ViewOptions,
  context: Context,
): Promise<TransferView> {
  if (json) return jsonView(context);
  if (quiet) return quietView(context);
  // A plan is what was asked for, so it is printed where output belongs.
  const isShown = context.stderr.isTTY && !dryRun && context.session?.showsProgress !== false;
  if (!isShown) return plainView(context);
  // What measures and draws on a terminal takes long to load.
  return (await import("./terminalView.ts")).terminalView(context);
}
