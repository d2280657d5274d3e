import type { Awaitable } from "@sftp/server";

/**
 * An operation written once for calls that return and for calls that promise: it yields what a call gave it, and goes
 * on with the value.
 */
export type Routine<T> = Generator<unknown, T, unknown>;

/** The value of a call, now or later: `const fd = yield* wait(calls.open(path))`. */
export function* wait<T>(value: Awaitable<T>): Routine<T> {
  return (yield value) as T;
}

/** What a routine yields where it may be interrupted. */
const PAUSE = Symbol("pause");

/** Lets other sessions go on in between, if whoever runs the routine says so. */
export function* pause(): Routine<void> {
  yield PAUSE;
}

/** Who decides whether others go on in the middle of an operation: the context of a request. */
export interface Pacer {
  yield(): Awaitable<void>;
}

/**
 * Runs an operation to its end. As long as no call promises and the pacer does not interrupt it, this happens within the
 * call of `run`, so that nothing else in this process comes between two steps, and the value is returned or the error
 * thrown at once.
 */
export function run<T>(routine: Routine<T>, pacer?: Pacer): Awaitable<T> {
  let step = routine.next();
  while (!step.done) {
    const value = step.value === PAUSE ? pacer?.yield() : step.value;
    if (isPromiseLike(value)) return runOn(routine, value, pacer);
    step = routine.next(value);
  }
  return step.value;
}

async function runOn<T>(routine: Routine<T>, first: PromiseLike<unknown>, pacer?: Pacer): Promise<T> {
  let step: IteratorResult<unknown, T> = { done: false, value: first };
  while (!step.done) {
    let value: unknown;
    try {
      value = step.value === PAUSE ? pacer?.yield() : step.value;
      if (isPromiseLike(value)) value = await value;
    } catch (error) {
      step = routine.throw(error);
      continue;
    }
    step = routine.next(value);
  }
  return step.value;
}

/** Whether a value has to be waited for. */
export function isPromiseLike<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Tidies up after a failure: what goes wrong with that is not what anybody wants to hear about. */
export function* quietly(call: () => Awaitable<unknown>): Routine<void> {
  try {
    yield* wait(call());
  } catch {
    // The failure before this one is thrown.
  }
}
