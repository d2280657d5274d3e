import { programAtFullSize } from "../kinds/programAtFullSize.ts";
import type { Proof } from "../proof.ts";

/** The proofs that other packages have as programs, which print more than is recorded here. */
export const programs: readonly Proof[] = [
  programAtFullSize({
    id: "W-2",
    claim: "any bytes give a message or a protocol error, in bounded time and memory",
    elsewhere: "see tooling/fuzz/README.md",
    unit: "executions a target",
    full: 10_000_000,
    command: (size) => ["tooling/fuzz/dist/main.js", "--executions", String(size)],
  }),
  programAtFullSize({
    id: "B-1",
    claim: "no operation reaches outside the root, whoever races",
    elsewhere: "see packages/fs-backend/README.md",
    unit: "tries an operation",
    full: 100_000,
    command: (size) => ["tooling/race/dist/main.js", "race", String(size)],
  }),
  programAtFullSize({
    id: "B-7",
    claim: "of two processes that want one name, one gets it",
    elsewhere: "see packages/fs-backend/README.md",
    unit: "pairs",
    full: 10_000,
    command: (size) => ["tooling/race/dist/main.js", "contest", String(size)],
  }),
  programAtFullSize({
    id: "B-8",
    claim: "a server killed in an upload leaves the old file or the new one, whole",
    elsewhere: "see packages/fs-backend/README.md",
    unit: "kills",
    full: 1000,
    command: (size) => ["tooling/race/dist/main.js", "crash", String(size)],
  }),
];
