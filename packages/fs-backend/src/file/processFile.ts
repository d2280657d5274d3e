import type { BigIntStats } from "node:fs";

import type { Located } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import { type Routine, wait } from "../routine.ts";

/** The type of /proc, as statfs(2) names it. */
const PROC = 0x9fa0n;

/**
 * Whether an open file is one of those in which Linux shows a process, such as /proc/self/mem. With them a client could read
 * this server's secrets, and write its code: an account that is let in for files only would have a shell.
 */
export function* isProcessFile(calls: Calls, fd: number, { size }: BigIntStats): Routine<boolean> {
  // Files in /proc have no size, so that only empty files cost a call more.
  if (process.platform !== "linux" || size > 0n) return false;
  const path = `/proc/self/fd/${fd}` as Located;
  if ((yield* wait(calls.statfs(path))).type !== PROC) return false;
  return /\/\d+\//.test(yield* wait(calls.readlink(path)));
}
