/** What any number of waiters wait at until it rings. */
export class Bell {
  /** Most bells ring with nobody there, and there are many of them. */
  #waiting: Set<() => void> | undefined;

  /** Wakes whoever waits. */
  ring(): void {
    if (this.#waiting === undefined) return;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next ring, or when the signal is aborted. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      const waiting = (this.#waiting ??= new Set());
      const wake = (): void => {
        waiting.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      if (signal?.aborted === true) return wake();
      waiting.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }
}
