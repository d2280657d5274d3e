import { AbortError } from "@sftp/prefetch";
import { isSFTPError, SFTPError } from "@sftp/wire";
import type { OperationOptions } from "../session/operation.ts";

/** How long one step of connecting may take, in milliseconds, unless told otherwise. */
const DEFAULT_TIMEOUT = 30_000;

/** How a step that calls back is ended; only the first call counts. */
export interface Step<T> {
  /** @returns whether anybody still waits for it */
  succeed(value: T): boolean;
  readonly fail: (error?: Error) => void;
  /** Waits for a human: no limit of time runs meanwhile, and it begins anew afterwards. */
  unhurried<A>(answer: Promise<A>): Promise<A>;
}

/**
 * One step of connecting, which calls back: it comes to one end, be it success, failure, abort, or too long a
 * time.
 *
 * @param what what did not happen, for errors
 * @param start begins the step; what it returns is called when the step is over
 */
export function attempt<T>(
  what: string,
  { signal, timeout = DEFAULT_TIMEOUT }: OperationOptions,
  start: (step: Step<T>) => () => void,
): Promise<T> {
  let cleanUp: (() => void) | undefined;
  let over = false;
  return new Promise<T>((resolve, reject) => {
    const fail = (error?: Error): void => {
      if (!end()) return;
      reject(connectError(what, error ?? new Error("the connection was closed")));
    };
    const onAbort = (): void => {
      if (end()) reject(new AbortError(signal?.reason));
    };
    let timer: NodeJS.Timeout | undefined;
    const startTimer = (): void => {
      if (over || !(timeout > 0) || !Number.isFinite(timeout)) return;
      timer = setTimeout(
        () => fail(new SFTPError("ETIMEDOUT", `not within ${timeout / 1000} seconds`)),
        timeout,
      );
    };
    const end = (): boolean => {
      if (over) return false;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      cleanUp?.();
      return true;
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) return onAbort();
    startTimer();
    try {
      cleanUp = start({
        succeed(value) {
          resolve(value);
          return end();
        },
        fail,
        unhurried(answer) {
          clearTimeout(timer);
          return answer.finally(startTimer);
        },
      });
      if (over) cleanUp();
    } catch (error) {
      fail(error as Error);
    }
  });
}

/** An error of the SSH layer in the one class; its code is the system's where there is one. */
function connectError(what: string, error: Error & { code?: unknown; level?: unknown }): Error {
  if (isSFTPError(error) && error.code === "ERR_SFTP_HOST_KEY") return error;
  const code =
    error.level === "client-authentication"
      ? "ERR_SFTP_AUTH"
      : typeof error.code === "string"
        ? error.code
        : "ECONNRESET";
  return new SFTPError(code, `${what}: ${error.message}`, { operation: "connect", cause: error });
}
