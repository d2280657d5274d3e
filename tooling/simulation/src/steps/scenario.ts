import type { FsBackendOptions } from "@sftp/fs-backend";
import type { Failure } from "../world/actor.ts";
import type { Planned, Stage, Step } from "./stage.ts";

/** A file that an operation makes or changes. */
export interface Target {
  readonly side: "remote" | "local";
  readonly path: string;
  /** Its content before; nothing if it is not there. */
  readonly before?: Buffer;
  /** Its content once the operation has succeeded; nothing if it is gone then. */
  readonly after?: Buffer;
  /** Whether it may never be anything but one of these. */
  readonly atomic?: true;
  /** Whether it is written as it comes, as a stream or an open file does: a failure leaves what was written. */
  readonly streamed?: true;
  /** Whether what is left of a failure is kept, and must be what the file begins with. */
  readonly kept?: true;
}

/** What a run came to. */
export interface Run {
  readonly stage: Stage;
  readonly planned: Planned | undefined;
  readonly failure: Failure | undefined;
  /** What the operation returned. */
  readonly result: unknown;
  readonly steps: readonly Step[];
}

/** An operation to which everything happens, one after the other. */
export interface Scenario {
  readonly name: string;
  readonly backend?: FsBackendOptions;
  readonly targets: readonly Target[];
  /** Files that must be there before, and stay as they are. */
  readonly sources?: readonly Target[];
  run(stage: Stage, options: { signal: AbortSignal }): Promise<unknown>;
  /** What else must be true; what is not, in words. */
  check?(run: Run): string | undefined;
}
