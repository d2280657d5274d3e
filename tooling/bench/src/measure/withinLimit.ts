import type { ChildProcess } from "node:child_process";

/** Who takes longer, in seconds, is ended. */
const LIMIT = 180;

/** A process was ended because it took too long. */
export class TooSlow extends Error {
  override readonly name = "TooSlow";
}

/**
 * What comes of the work that a process does, unless that takes too long.
 *
 * @param limit in seconds
 * @throws TooSlow then, when the process was ended
 */
export async function withinLimit<T>(child: ChildProcess, work: () => Promise<T>, limit = LIMIT): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limit * 1000);
  try {
    return await work();
  } catch (error) {
    throw isLate ? new TooSlow(`took more than ${limit} s`) : error;
  } finally {
    clearTimeout(timer);
  }
}
