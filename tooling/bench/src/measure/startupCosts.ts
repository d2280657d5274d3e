import type { Endpoint, Program } from "../contenders/contender.ts";
import { medianSample } from "./median.ts";
import type { Outcome, Sample } from "./run.ts";

/** What it takes a program to start, connect and end, which is no part of what it is measured for. */
export class StartupCosts {
  readonly #idle: (program: Program, endpoint: Endpoint) => Promise<Outcome>;
  readonly #times: number;
  readonly #known = new Map<string, Sample>();

  constructor(idle: (program: Program, endpoint: Endpoint) => Promise<Outcome>, times: number) {
    this.#idle = idle;
    this.#times = times;
  }

  async of(program: Program, endpoint: Endpoint): Promise<Sample> {
    const key = `${program.name} ${endpoint.port} ${endpoint.sftpServer}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const samples = [];
    for (let time = 0; time < this.#times; time++) samples.push((await this.#idle(program, endpoint)).sample);
    const cost = medianSample(samples);
    this.#known.set(key, cost);
    return cost;
  }
}
