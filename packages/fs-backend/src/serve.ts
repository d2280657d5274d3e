import type { Awaitable } from "@sftp/server";

import { withoutPaths } from "./failure.ts";
import { isPromiseLike, type Pacer, type Routine, run } from "./routine.ts";

/** Runs an operation for a client: its errors tell no path of this machine, and a long one lets other sessions go on. */
export function serve<T>(operation: () => Routine<T>, pacer?: Pacer): Awaitable<T> {
  try {
    const result = run(operation(), pacer);
    if (!isPromiseLike(result)) return result;
    return result.then(undefined, (error: unknown) => {
      throw withoutPaths(error);
    });
  } catch (error) {
    throw withoutPaths(error);
  }
}
