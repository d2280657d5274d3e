import { AbortError } from "@sftp/prefetch";

/**
 * The result of what is under way, which goes on even if nobody waits for it any more.
 *
 * @throws AbortError, at once, when the signal is aborted
 */
export async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return result;
  let onAbort!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new AbortError(signal.reason));
  });
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Listens to any number of signals for any number of waits, with one listener on each signal: a signal that
 * thousands of operations share stays cheap and draws no warning.
 */
export class AbortWatch<W> {
  readonly #onAbort: (wait: W, reason: unknown) => void;
  readonly #listeners = new Map<AbortSignal, { waits: Set<W>; listener: () => void }>();

  /** @param onAbort called for each wait whose signal is aborted */
  constructor(onAbort: (wait: W, reason: unknown) => void) {
    this.#onAbort = onAbort;
  }

  /** A wait begins; its signal is not aborted yet. */
  begin(signal: AbortSignal, wait: W): void {
    const entry = this.#listeners.get(signal) ?? this.#listen(signal);
    entry.waits.add(wait);
  }

  /** A wait is over. */
  end(signal: AbortSignal, wait: W): void {
    const entry = this.#listeners.get(signal);
    if (entry === undefined) return;
    entry.waits.delete(wait);
    if (entry.waits.size > 0) return;
    this.#listeners.delete(signal);
    signal.removeEventListener("abort", entry.listener);
  }

  #listen(signal: AbortSignal): { waits: Set<W>; listener: () => void } {
    const waits = new Set<W>();
    const listener = (): void => {
      this.#listeners.delete(signal);
      for (const wait of waits) this.#onAbort(wait, signal.reason);
    };
    const entry = { waits, listener };
    this.#listeners.set(signal, entry);
    signal.addEventListener("abort", listener, { once: true });
    return entry;
  }
}
