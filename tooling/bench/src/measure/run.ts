import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Contender, Endpoint, Program, Tally, Task } from "../contenders/contender.ts";
import { ProcessTree, type Usage } from "./processTree.ts";
import { StartupCosts } from "./startupCosts.ts";
import { withinLimit } from "./withinLimit.ts";
import { Worker } from "./worker.ts";

/** What one contender took for one task. */
export interface Sample {
  /** Wall time, without starting and connecting. */
  readonly seconds: number;
  /** CPU seconds at the client's end, with all the processes it started, and at the server's. */
  readonly clientCpu: number;
  readonly serverCpu: number;
  /** By how much resident memory at the client's end grew at most, in bytes. */
  readonly memory: number;
  /** How much memory was resident at the server's end at most, in bytes. */
  readonly serverMemory: number;
}

/** A sample, and what is to be verified of it. */
export interface Outcome {
  readonly sample: Sample;
  /** Only libraries and scripts say. */
  readonly tally: Tally | undefined;
  /** What a program printed. */
  readonly output: string;
}

/** Runs contenders against one server, and measures all processes of both ends. */
export class Runner {
  readonly #server: number | undefined;
  readonly #startup: StartupCosts;
  readonly #heap: number;

  /**
   * @param server the pid of the server, if it is there before its clients
   * @param times how often a program is only started, to know what that takes
   * @param heap how much a library's process has in its heap beside, in MiB
   */
  constructor(server: number | undefined, times: number, heap = 0) {
    this.#server = server;
    this.#heap = heap;
    this.#startup = new StartupCosts(
      (program, endpoint) => this.runWhole(program, endpoint, { kind: "idle" }),
      times,
    );
  }

  /** Has one contender do one task. */
  async run(contender: Contender, endpoint: Endpoint, task: Task): Promise<Outcome> {
    if (contender.how !== "program") return this.#runWorker(contender, endpoint, task);
    const startup = await this.#startup.of(contender, endpoint);
    const { sample, ...rest } = await this.runWhole(contender, endpoint, task);
    const without = (key: keyof Sample): number => Math.max(sample[key] - startup[key], 0);
    return {
      ...rest,
      sample: {
        seconds: without("seconds"),
        clientCpu: without("clientCpu"),
        serverCpu: without("serverCpu"),
        memory: without("memory"),
        serverMemory: sample.serverMemory,
      },
    };
  }

  async #runWorker(contender: Exclude<Contender, Program>, endpoint: Endpoint, task: Task): Promise<Outcome> {
    const child = spawnWorker(contender);
    const worker = new Worker(child, contender.name);
    const { client, server } = this.#ends(contender, worker.pid);
    try {
      return await withinLimit(child, async () => {
        await worker.ask({ endpoint, task, heap: this.#heap });
        server.begin();
        client.begin();
        const { seconds, ...tally } = (await worker.ask("go")) as { seconds: number } & Tally;
        return { sample: sampleOf(seconds, client.stop(), server.stop()), tally, output: "" };
      });
    } finally {
      client.stop();
      server.stop();
      await worker.end();
    }
  }

  /** Runs a program from its start to its end, both of which count. */
  async runWhole(contender: Program, endpoint: Endpoint, task: Task): Promise<Outcome> {
    const { program, args, input = "" } = contender.command(endpoint, task);
    const started = performance.now();
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    const { client, server } = this.#ends(contender, child.pid!);
    server.begin();
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const [output, errors] = [collect(child.stdout), collect(child.stderr)];
    try {
      return await withinLimit(child, async () => {
        const [code] = (await once(child, "close")) as [number | null];
        const seconds = (performance.now() - started) / 1000;
        const sample = sampleOf(seconds, client.stop(), server.stop());
        if (code !== 0) throw new Error(`${program} ended with code ${code}: ${errors().slice(-2000)}`);
        return { sample, tally: undefined, output: output() };
      });
    } finally {
      client.stop();
      server.stop();
    }
  }

  /** The processes of both ends. Over a pipe, the server is what the client has started. */
  #ends({ cipher }: Contender, client: number): { client: ProcessTree; server: ProcessTree } {
    if (cipher === "none" || this.#server === undefined)
      return { client: new ProcessTree(client, "itself"), server: new ProcessTree(client, "below") };
    return { client: new ProcessTree(client), server: new ProcessTree(this.#server) };
  }
}

function sampleOf(seconds: number, client: Usage, server: Usage): Sample {
  return {
    seconds,
    clientCpu: client.cpu,
    serverCpu: server.cpu,
    memory: client.memory,
    serverMemory: server.peak,
  };
}

function spawnWorker(contender: Exclude<Contender, Program>): ChildProcess {
  const [program, ...args] =
    contender.how === "library"
      ? [process.execPath, fileURLToPath(new URL("../worker.js", import.meta.url)), contender.name]
      : ["/usr/bin/python3", fileURLToPath(new URL(`../../python/${contender.script}`, import.meta.url))];
  // Python would leave its bytecode among the sources.
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "ignore" };
  return spawn(program!, args, { stdio: ["pipe", "pipe", "pipe"], env });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
