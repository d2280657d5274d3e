import type { Calls } from "./calls.ts";
import { failure } from "./failure.ts";
import { type Routine, wait } from "./routine.ts";

/**
 * Writes all of `data` at `offset`, or where the descriptor stands if that is `null`; write(2) may take less than it is
 * given, as on a disk that is almost full.
 *
 * @throws the error of the write that failed: what was written before it stays.
 */
export function* writeAll(calls: Calls, fd: number, data: Uint8Array, offset: number | null): Routine<void> {
  for (let done = 0; done < data.length;) {
    const position = offset === null ? null : offset + done;
    const written = yield* wait(calls.write(fd, done === 0 ? data : data.subarray(done), position));
    if (written === 0) throw failure("EIO");
    done += written;
  }
}
