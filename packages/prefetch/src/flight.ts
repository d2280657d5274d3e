import { AbortError } from "./abortError.ts";
import { attempt } from "./attempt.ts";
import { Bell } from "./bell.ts";
import { allowManyListeners, callController } from "./manyListeners.ts";

/**
 * The calls that are on their way, under one signal. The first failure stops the flight: the signal is
 * aborted, results that still come are dropped, and `landed` waits until every call has settled.
 */
export class Flight {
  readonly #controller = callController();
  readonly #caller: AbortSignal | undefined;
  readonly #onStop: () => void;
  #calls = 0;
  #failure: { readonly error: unknown } | undefined;
  readonly #landing = new Bell();

  /** @param onStop is called once, when the flight is stopped by a failure or by `caller` */
  constructor(caller?: AbortSignal, onStop: () => void = () => {}) {
    this.#caller = caller;
    this.#onStop = onStop;
    if (caller !== undefined) allowManyListeners(caller);
    this.listen();
  }

  /** How many calls have not settled. */
  get calls(): number {
    return this.#calls;
  }

  get stopped(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Starts a call and hands on its result or its error, unless the flight is stopped by then. Whatever those
   * callbacks throw stops it.
   */
  start<T>(
    call: (signal: AbortSignal) => Promise<T>,
    onResult: (result: T) => void,
    onError: (error: unknown) => void,
  ): void {
    this.#calls++;
    attempt(() => call(this.#controller.signal)).then(
      (result) => this.#settle(onResult, result),
      (error: unknown) => this.#settle(onError, error),
    );
  }

  /** Stops the flight; only the first error counts. */
  readonly stop = (error: unknown): void => {
    if (this.stopped) return;
    this.#failure = { error };
    this.release();
    this.#controller.abort(error);
    this.#onStop();
  };

  /** Throws what stopped the flight, if something did. */
  throwIfStopped(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves once no call is on its way. */
  async landed(): Promise<void> {
    if (this.#calls > 0) await this.#landing.next();
  }

  /** Ends a flight whose calls are not wanted any more: resolves once they have settled. */
  async cancel(): Promise<void> {
    if (this.#calls > 0) this.stop(new AbortError("the rest is not wanted any more"));
    await this.landed();
    this.release();
  }

  /** Heeds the caller's signal, as it does from the beginning, again after `release`. */
  listen(): void {
    if (this.stopped) return;
    if (this.#caller?.aborted === true) this.#abort();
    else this.#caller?.addEventListener("abort", this.#abort, { once: true });
  }

  /** Lets go of the caller's signal. */
  release(): void {
    this.#caller?.removeEventListener("abort", this.#abort);
  }

  #settle<T>(handle: (value: T) => void, value: T): void {
    if (!this.stopped) {
      try {
        handle(value);
      } catch (error) {
        this.stop(error);
      }
    }
    if (--this.#calls === 0) this.#landing.ring();
  }

  readonly #abort = (): void => this.stop(new AbortError(this.#caller?.reason));
}
