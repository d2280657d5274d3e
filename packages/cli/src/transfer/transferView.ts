import type { Context } from "../context.ts";
import { jsonView } from "./jsonView.ts";
import { plainView } from "./plainView.ts";
import { quietView } from "./quietView.ts";
import { terminalView } from "./terminalView.ts";

/** One file on its way. */
export interface FileTransfer {
  readonly operation: "get" | "put";
  readonly source: string;
  readonly target: string;
}

/** What came of a whole command. */
export interface Summary {
  readonly files: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Whether the contents were compared by hash; sizes always are. */
  readonly verified: boolean;
}

/** How transfers are shown while they run. Names are given unescaped. */
export interface TransferView {
  start(file: FileTransfer): void;
  /** @param total bytes; 0 if it is not known */
  progress(file: FileTransfer, transferred: number, total: number): void;
  done(file: FileTransfer, bytes: number): void;
  failed(file: FileTransfer, error: unknown): void;
  /** Something in a tree was not transferred, as it was asked for. */
  skipped(path: string, reason: string): void;
  /** Everything that was asked for is done. */
  finish(summary: Summary): void;
  /** Nothing more will be shown, whatever came of it. */
  close(): void;
}

/** How the user wants it shown. */
export interface ViewOptions {
  readonly json?: true;
  readonly quiet?: true;
}

/** Events for programs, bars on a terminal, plain lines elsewhere, unless quiet is wanted. */
export function transferView({ json, quiet }: ViewOptions, context: Context): TransferView {
  if (json) return jsonView(context);
  if (quiet) return quietView(context);
  return context.stderr.isTTY ? terminalView(context) : plainView(context);
}
