import type { SFTPClient } from "@sftp/client";
import type { Store } from "../server/store.ts";
import type { SimulatedServer } from "../server/simulatedServer.ts";
import type { ClientPlan, ServerPlan } from "./plan.ts";

/** Who does an operation, and where the truth about it is. */
export interface Actor {
  /** A name that no other operation of the world has. */
  readonly name: string;
  readonly plan: ClientPlan;
  readonly server: ServerPlan;
  readonly store: Store;
  /** A local directory of this world. */
  readonly local: string;
  /** The client's session; a new one if the one before is over. */
  connect(): Promise<SFTPClient>;
  /** Another server over the same storage, without habits, and a channel to it. */
  plainServer(): { readonly server: SimulatedServer; readonly channel: import("node:stream").Duplex };
  /** Says what is wrong, with the row that it violates in front. */
  report(violation: string): void;
  /** Says what is the only content that a path at the server may get. */
  expectWrites(path: string, content: Buffer): void;
  /** Checks something when the world has come to rest. */
  atEnd(check: () => void): void;
  /** Whether the connection of this client was lost, or the client died. */
  readonly wasCut: boolean;
}

/** An error as checks look at it. */
export interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly leftover?: unknown;
  readonly replaced?: unknown;
}

/** Runs something; what it threw, if it did. */
export async function failureOf(work: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error as Failure;
  }
}

/** The signal of an operation that is aborted after a while. */
export function abortAfter(milliseconds: number | undefined): { signal?: AbortSignal } {
  if (milliseconds === undefined) return {};
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds).unref();
  return { signal: controller.signal };
}
