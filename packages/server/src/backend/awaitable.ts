import type { Awaitable } from "./backend.ts";

/** Whether a value is to be waited for. */
export function isPromiseLike<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Does a last thing when some work is over, however it ended. */
export function lastly<T>(work: () => Awaitable<T>, end: () => void): Awaitable<T> {
  let result: Awaitable<T>;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (isPromiseLike(result)) return Promise.resolve(result).finally(end);
  end();
  return result;
}

/** Goes on with a value, in the same turn if it is there already. */
export function chain<T, U>(value: Awaitable<T>, andThen: (value: T) => Awaitable<U>): Awaitable<U> {
  return isPromiseLike(value) ? value.then((settled) => andThen(settled)) : andThen(value);
}
