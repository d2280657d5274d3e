import { ChildProgram } from "./childProgram.ts";
import type { Answers, Question } from "./questions.ts";

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The server of a proof, which is asked about itself. */
export class ServerProcess {
  readonly address: Address;
  readonly #program: ChildProgram;

  private constructor(program: ChildProgram, address: Address) {
    this.#program = program;
    this.address = address;
  }

  /** Starts a server of this folder, or, without one, of files that forget what is written to them. */
  static async start(folder?: string): Promise<ServerProcess> {
    const program = new ChildProgram("server", folder === undefined ? [] : [folder]);
    return new ServerProcess(program, await program.hear<Address>());
  }

  get pid(): number {
    return this.#program.pid;
  }

  ask<Q extends Question>(question: Q): Promise<Answers[Q]> {
    return this.#program.ask(question);
  }

  stop(): Promise<void> {
    return this.#program.kill();
  }
}
