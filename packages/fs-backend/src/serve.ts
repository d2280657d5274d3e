import type { Awaitable } from "@sftp/server";

import { withoutPaths } from "./failure.ts";
import { isPromiseLike, type Routine, run } from "./routine.ts";

/** Runs an operation for a client: its errors tell no path of this machine. */
export function serve<T>(operation: () => Routine<T>): Awaitable<T> {
  try {
    const result = run(operation());
    if (!isPromiseLike(result)) return result;
    return result.then(undefined, (error: unknown) => {
      throw withoutPaths(error);
    });
  } catch (error) {
    throw withoutPaths(error);
  }
}
