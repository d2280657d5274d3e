import type { Transfer } from "./transferView.ts";

/** What is known of a transfer that the user has interrupted. */
export interface Interrupted {
  /** What failed when it was interrupted. */
  readonly cause: unknown;
  /** Whether what has arrived is kept. */
  readonly resume: boolean;
  /** How many files of it are complete; undefined if it is no tree. */
  readonly complete: number | undefined;
}

/** Says that the user has interrupted the program, and what that has left. */
export class Interruption extends Error {
  readonly code = "ABORT_ERR";
  readonly path: string | undefined;

  constructor(transfer?: Transfer, interrupted?: Interrupted) {
    super(interrupted === undefined ? "interrupted" : `interrupted; ${whatIsLeft(interrupted)}`);
    this.path = transfer?.target;
  }
}

function whatIsLeft({ cause, resume, complete }: Interrupted): string {
  const { leftover } = cause as { leftover?: string };
  const parts = complete === undefined ? [] : [`${complete} of the files are complete`];
  if (resume) parts.push("what has arrived is kept, and the same command goes on from there");
  else if (leftover !== undefined) parts.push(`${leftover} is left and not complete`);
  else parts.push("what was under way is removed");
  return parts.join(", ");
}
