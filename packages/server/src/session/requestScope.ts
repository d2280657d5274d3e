import type { RequestContext, Session } from "../backend/backend.ts";
import { turns } from "../scheduling/turns.ts";

/** What a backend is told about one request. Most never look at the signal, so it is made when it is asked for. */
export class RequestScope implements RequestContext {
  readonly session: Session;
  readonly requestId: number;
  #controller: AbortController | undefined;
  #reason: { error: Error } | undefined;

  constructor(session: Session, requestId: number) {
    this.session = session;
    this.requestId = requestId;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason.error);
    }
    return this.#controller.signal;
  }

  /** Whether nobody waits for the answer any more. To ask this makes no signal. */
  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  yield(): Promise<void> | undefined {
    if (!turns.long) return undefined;
    return new Promise((resolve) => turns.wait(this.session, resolve));
  }

  /** Tells the backend that nobody waits for the answer any more. */
  abort(error: Error): void {
    this.#reason ??= { error };
    this.#controller?.abort(error);
  }
}
