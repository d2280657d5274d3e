import { escapeName } from "@sftp/wire";
import stringWidth from "string-width";
import { counted } from "../output/counted.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { formatDuration } from "../output/formatDuration.ts";
import { bar } from "./bar.ts";

/** How wide a name and a bar are at most, in columns. */
const WIDEST = 30;

/** A bar that is narrower than this says nothing. */
const NARROWEST = 5;

/** How far one file is. */
export interface FileProgress {
  readonly name: string;
  readonly transferred: number;
  /** Bytes; 0 if it is not known. */
  readonly total: number;
  /** How many of the bytes were there before; default 0. */
  readonly kept?: number;
}

/** How far everything is. */
export interface OverallProgress {
  readonly filesDone: number;
  readonly bytes: number;
  /** Bytes that are known to be missing. */
  readonly bytesLeft: number;
  readonly bytesPerSecond: number;
  /** For how many seconds nothing has arrived; default 0. */
  readonly stalled?: number;
}

/** After as many seconds without a byte a transfer is shown as stalled. */
const STALLED = 5;

/**
 * `big.iso    ━━━━━━━━━━━━──────────────────  40%  102 MiB of 256 MiB` in a terminal that is `columns` wide; without a bar
 * where the size is not known. What was there before is drawn as `═`.
 */
export function fileLine({ name, transferred, total, kept = 0 }: FileProgress, columns: number): string {
  const label = padded(escapeName(name), Math.min(WIDEST, Math.floor(columns / 3)));
  if (total === 0) return `${label}  ${formatBytes(transferred)}`;
  const percent = `${Math.floor((100 * transferred) / total)}%`.padStart(4);
  const amounts = `${formatBytes(transferred)} of ${formatBytes(total)}`;
  const left = columns - stringWidth(`${label}    ${percent}  ${amounts}`);
  if (left < NARROWEST) return `${label}  ${percent}`;
  const width = Math.min(WIDEST, left);
  return `${label}  ${bar(transferred / total, width, kept / total)}  ${percent}  ${amounts}`;
}

/** `12 files done  1.2 GiB  85 MiB/s  0:07 left`, or `stalled for 0:12` at its end; without the first part while there is none. */
export function overallLine(progress: OverallProgress): string {
  const { filesDone, bytes, bytesLeft, bytesPerSecond, stalled = 0 } = progress;
  const parts = [formatBytes(bytes)];
  if (filesDone > 0) parts.unshift(`${counted(filesDone, "file")} done`);
  if (stalled >= STALLED) {
    parts.push(`stalled for ${formatDuration(stalled)}`);
  } else if (bytesPerSecond > 0) {
    parts.push(`${formatBytes(bytesPerSecond)}/s`);
    if (bytesLeft > 0) parts.push(`${formatDuration(bytesLeft / bytesPerSecond)} left`);
  }
  return parts.join("  ");
}

/** A text that is exactly `width` wide on a terminal; of a long one the end is shown, where names differ. */
function padded(text: string, width: number): string {
  let shown = text;
  if (stringWidth(shown) > width) {
    const characters = [...text];
    while (stringWidth(characters.join("")) > width - 1) characters.shift();
    shown = `…${characters.join("")}`;
  }
  return shown + " ".repeat(width - stringWidth(shown));
}
