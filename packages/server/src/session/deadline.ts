import type { Awaitable } from "../backend/backend.ts";

/** The longest delay of a timer in milliseconds, almost 25 days: Node takes a longer one for 1 ms. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** A time limit as the delay of a timer; it may be `Infinity`. */
export function delayOf(ms: number): number {
  return Math.min(ms, LONGEST_DELAY);
}

/** Waits for `work`, but no longer than `ms`; what it came to, or `undefined`. */
export async function within<T>(ms: number, work: Awaitable<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, delayOf(ms), undefined)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for `work`, but no longer than `ms`.
 *
 * @throws Error saying that `what` took too long
 */
export async function inTime<T>(ms: number, work: Awaitable<T>, what: string): Promise<T> {
  const done = await within(
    ms,
    Promise.resolve(work).then((value) => ({ value })),
  );
  if (done === undefined) throw new Error(`${what} took longer than ${ms} ms`);
  return done.value;
}
