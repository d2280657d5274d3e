import { intercept, type Interceptor, SFTPServer, type SFTPServerInterface } from "@sftp/server";
import type { WriteCheck } from "../checks/writeCheck.ts";
import { ReplyCheck } from "../checks/replyCheck.ts";
import { time } from "../environment/environment.ts";
import type { Link } from "../network/link.ts";
import { FilteredChannel, type FrameFilter } from "../network/wire.ts";
import type { Quirks, ServerPlan } from "../world/plan.ts";
import { stream } from "../world/streams.ts";
import { Ledger } from "./ledger.ts";
import { OutOfOrder } from "./outOfOrder.ts";
import { quirkInterceptor } from "./quirks.ts";
import { SameHandle } from "./sameHandle.ts";
import { faultInterceptor } from "./storageFaults.ts";
import type { Store } from "./store.ts";

/** Milliseconds that the server gives its storage for a request. */
const REQUEST_TIMEOUT = 20_000;

/** What a server stands on, and who watches it. */
export interface ServerSurroundings {
  readonly store: Store;
  readonly writes: WriteCheck;
  report(violation: string): void;
}

/** The server of a world: the real engine over a storage with habits, for as many sessions as come. */
export class SimulatedServer {
  readonly ledger = new Ledger();
  readonly sessions: {
    readonly closed: Promise<unknown>;
    readonly link: Link;
    readonly replies: ReplyCheck;
  }[] = [];
  readonly #plan: ServerPlan;
  readonly #seed: number;
  readonly #backend: SFTPServerInterface;
  readonly #report: (violation: string) => void;
  #down = false;

  constructor(seed: number, plan: ServerPlan, { store, writes, report }: ServerSurroundings) {
    this.#seed = seed;
    this.#plan = plan;
    this.#report = report;
    let backend = behaving(seed, plan, store);
    // The handle of another file is what such a server takes this one for.
    if (!plan.quirks.sameHandle) backend = intercept(backend, writes.interceptor);
    this.#backend = this.ledger.counted(intercept(backend, this.ledger.interceptor));
    if (plan.crash !== undefined) setTimeout(() => this.#crash(), plan.crash);
  }

  /** Serves a session on a link that was just opened. */
  accept(link: Link): void {
    if (this.#down) return link.cut("reset");
    const label = `session ${this.sessions.length}`;
    const replies = new ReplyCheck(label, this.#report);
    const filters: FrameFilter[] = [replies];
    const { quirks } = this.#plan;
    if (quirks.sameHandle) filters.push(new SameHandle());
    if (quirks.outOfOrder) filters.push(new OutOfOrder(stream(this.#seed, "order", this.sessions.length)));
    const channel = new FilteredChannel(link.server, "server", filters);
    const server = new SFTPServer(channel, { backend: () => this.#backend, requestTimeout: REQUEST_TIMEOUT });
    this.sessions.push({ closed: server.closed, link, replies });
  }

  /** The process dies, and is back after a second. */
  #crash(): void {
    this.#down = true;
    for (const { link } of this.sessions) link.cut("reset");
    setTimeout(() => (this.#down = false), 1_000);
  }
}

/** The storage with all its habits. */
function behaving(seed: number, plan: ServerPlan, store: Store): SFTPServerInterface {
  const random = stream(seed, "disk");
  const delay: Interceptor = async (_call, proceed) => {
    await time.sleep(random.below(plan.delay + 1));
    return proceed();
  };
  let backend = intercept(withAbilities(plan.quirks, store.backend), quirkInterceptor(plan.quirks, store));
  if (plan.faults.length > 0) backend = intercept(backend, faultInterceptor(plan.faults));
  if (plan.delay > 0) backend = intercept(backend, delay);
  const shortened =
    plan.quirks.shortReads === undefined ? backend : shortReading(backend, plan.quirks.shortReads);
  return plan.quirks.allFailure ? intercept(shortened, failing) : shortened;
}

function withAbilities({ noPosixRename }: Quirks, backend: SFTPServerInterface): SFTPServerInterface {
  if (!noPosixRename) return backend;
  const { posixRename: _, ...rest } = intercept(backend, (_call, proceed) => proceed());
  return rest;
}

/** READ gives at most so many bytes. */
function shortReading(backend: SFTPServerInterface, most: number): SFTPServerInterface {
  const open: SFTPServerInterface["open"] = async (...args) => {
    const handle = await backend.open!(...args);
    const read = handle.read?.bind(handle);
    return { ...handle, ...(read && { read: (into, ...rest) => read(into.subarray(0, most), ...rest) }) };
  };
  return { ...backend, open };
}

/** An old server, whose every error is FAILURE. */
const failing: Interceptor = async (_call, proceed) => {
  try {
    return await proceed();
  } catch {
    throw new Error("it failed");
  }
};
