import type { Proof } from "../proof.ts";
import { runProgram } from "./runProgram.ts";

export interface ProgramAtFullSize extends Omit<Proof, "run"> {
  /** The program, from the root of the repository, and its arguments. */
  readonly command: (size: number) => readonly string[];
}

/** A proof that another package of `tooling/` has as a program, which fails if anything was wrong. */
export function programAtFullSize({ command, ...proof }: ProgramAtFullSize): Proof {
  return {
    ...proof,
    run: async (size) => [{ what: "exit code", value: await runProgram(command(size)), unit: "", atMost: 0 }],
  };
}
