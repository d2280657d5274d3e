import { performance } from "node:perf_hooks";

/** How long the sessions of a process together may keep the event loop, in milliseconds. */
const LONG = 5;

/** When work on requests began in this turn of the event loop. */
let began: number | undefined;

/**
 * Whether requests have taken so much of this turn that whatever else waits for the event loop should have it: timers,
 * logins, the rest of the program.
 */
export function turnIsLong(): boolean {
  if (began === undefined) {
    began = performance.now();
    setImmediate(() => (began = undefined));
  }
  return performance.now() - began > LONG;
}
