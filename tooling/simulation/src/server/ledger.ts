import type { Interceptor, SFTPServerInterface } from "@sftp/server";

/** Counts what a server asked of its storage: files that are open, sessions, and how each ended. */
export class Ledger {
  opened = 0;
  closed = 0;
  sessionsStarted = 0;
  sessionsEnded = 0;
  /** Handles that were closed more than once. */
  closedAgain = 0;
  readonly #open = new Set<unknown>();

  /** What has to see every call before anything can refuse it. */
  readonly interceptor: Interceptor = async ({ operation, handle }, proceed) => {
    if (operation === "close") {
      if (this.#open.delete(handle)) this.closed++;
      else this.closedAgain++;
    }
    const result = await proceed();
    if (operation === "open") {
      this.opened++;
      this.#open.add(result);
    }
    return result;
  };

  /** The backend with its sessions counted. */
  counted(backend: SFTPServerInterface): SFTPServerInterface {
    return {
      ...backend,
      sessionStarted: async (session) => {
        this.sessionsStarted++;
        await backend.sessionStarted?.(session);
      },
      sessionEnded: async (session) => {
        this.sessionsEnded++;
        await backend.sessionEnded?.(session);
      },
    };
  }
}
