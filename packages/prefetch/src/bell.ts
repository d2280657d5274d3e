/** What any number of waiters wait at until it rings. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  /** Wakes whoever waits. */
  ring(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next ring, or when the signal is aborted. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      if (signal?.aborted === true) return wake();
      this.#waiting.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }
}
