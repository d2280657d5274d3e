import type { FileSystemStats } from "../tree/extensions.ts";
import type { StatOptions } from "./stats.ts";

const FIELDS = ["blocks", "bfree", "bavail", "files", "ffree"] as const;

/** A file system's figures in the form of `fs.StatFs`, blocks in units of `bsize`; SFTP does not have its type. */
export function statfsOf(stats: FileSystemStats, options?: StatOptions): Record<string, number | bigint> {
  const figures: [string, bigint][] = [
    ["type", 0n],
    ["bsize", stats.frsize],
    ...FIELDS.map((field): [string, bigint] => [field, stats[field]]),
  ];
  if (options?.bigint === true) return Object.fromEntries(figures);
  return Object.fromEntries(figures.map(([name, value]) => [name, Number(value)]));
}
