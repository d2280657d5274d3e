import type { Awaitable } from "./backend.ts";

/** Whether a value is to be waited for. */
export function isPromiseLike<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Goes on with a value, in the same turn if it is there already. */
export function chain<T, U>(value: Awaitable<T>, andThen: (value: T) => Awaitable<U>): Awaitable<U> {
  return isPromiseLike(value) ? value.then((settled) => andThen(settled)) : andThen(value);
}
