import { counted } from "../output/counted.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { formatDuration } from "../output/formatDuration.ts";
import type { Summary } from "./transferView.ts";

/** `12 files, 1.2 GiB in 0:14 (85 MiB/s), 300 MiB of it were there already, 1 deleted, verified by hash`. */
export function summaryLine(summary: Summary): string {
  const { files, bytes, seconds, verified, resumed, unchanged, deleted, dryRun } = summary;
  const amount = `${counted(files, "file")}, ${formatBytes(bytes)}`;
  const parts = [
    dryRun ? `would transfer ${amount}` : `${amount} in ${formatDuration(seconds)}${speed(summary)}`,
  ];
  if (resumed > 0) parts.push(`${formatBytes(resumed)} of it were there already`);
  if (unchanged > 0) parts.push(`${unchanged.toLocaleString("en")} unchanged`);
  if (deleted > 0)
    parts.push(`${dryRun ? "would delete " : ""}${deleted.toLocaleString("en")}${dryRun ? "" : " deleted"}`);
  if (verified === "hash") parts.push("verified by hash");
  return parts.join(", ");
}

function speed({ bytes, resumed, seconds }: Summary): string {
  if (bytes === resumed) return "";
  return ` (${formatBytes((bytes - resumed) / Math.max(seconds, 0.001))}/s)`;
}
