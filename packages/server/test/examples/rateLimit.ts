import { setTimeout } from "node:timers/promises";

import { intercept, type SFTPServerInterface } from "@sftp/server";

/** A backend that reads and writes no more than so many bytes a second, all its users together. */
export function rateLimit(backend: SFTPServerInterface, bytesPerSecond: number): SFTPServerInterface {
  /** When everything that was let through is through, in milliseconds. */
  let free = 0;
  return intercept(backend, async ({ operation, args, ctx }, proceed) => {
    if (operation === "read" || operation === "write") {
      const { length } = args[0] as Uint8Array;
      const now = performance.now();
      const start = Math.max(now, free);
      free = start + (length / bytesPerSecond) * 1000;
      if (start > now) await setTimeout(start - now, undefined, { signal: ctx.signal });
    }
    return proceed();
  });
}
