import { Random } from "@sftp/testing";

import { Coverage } from "./coverage.ts";
import { brokenLimit } from "./limits.ts";
import { type Cost, steadyCost, measure } from "./meter.ts";
import { mutateBytes } from "./mutate.ts";
import { MAXIMUM_INPUT, type Target } from "./target.ts";

/** How a target is fuzzed. */
export interface FuzzOptions {
  /** Decides everything but the machine's speed: the same seed and corpus give the same inputs. */
  readonly seed: number;
  /** Inputs to begin with. */
  readonly corpus: readonly Uint8Array[];
  /** Stops after so many executions. Default: no limit. */
  readonly executions?: number;
  /** Stops after this time. Default: no limit. */
  readonly milliseconds?: number;
  /** The scripts whose coverage counts. Default: those of the packages. */
  readonly covers?: (url: string) => boolean;
  /** Called before every execution, so that an input that never returns is known. */
  readonly onInput?: (input: Uint8Array) => void;
}

/** An input that does what no input may. */
export interface Finding {
  readonly what: string;
  readonly input: Uint8Array;
}

/** What came of it. */
export interface FuzzResult {
  readonly target: string;
  readonly executions: number;
  readonly milliseconds: number;
  readonly findings: Finding[];
  /** Inputs each of which ran code that none before it ran. */
  readonly kept: Uint8Array[];
  readonly slowest: { readonly milliseconds: number; readonly input: Uint8Array };
  /** The most that was allocated per byte of an input of a kilobyte or more. */
  readonly buffersPerByte: number;
  readonly heapPerByte: number;
}

/** Inputs between two looks at the coverage. */
const BATCH = 1024;
/** After so many different findings a target has failed for good. */
const ENOUGH_FINDINGS = 10;
/** Longer inputs are slow to make others from. */
const MAXIMUM_KEPT = 4096;
/** Below this, what every input costs hides what its bytes cost. */
const TELLING_SIZE = 1024;

/** Feeds a target with inputs until a limit is reached, and keeps those that run new code to make others from. */
export function fuzz(target: Target, options: FuzzOptions): FuzzResult {
  const loop = new Loop(target, options);
  try {
    return loop.run();
  } finally {
    loop.close();
  }
}

class Loop {
  readonly #target: Target;
  readonly #options: FuzzOptions;
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #findings = new Map<string, Finding>();
  readonly #kept: Uint8Array[] = [];
  #began = 0;
  #executions = 0;
  #slowest = { milliseconds: 0, input: new Uint8Array() as Uint8Array };
  #buffersPerByte = 0;
  #heapPerByte = 0;

  constructor(target: Target, options: FuzzOptions) {
    this.#target = target;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#coverage = new Coverage(options.covers ?? ((url) => /\/packages\/[^/]+\/(src|dist)\//.test(url)));
  }

  close(): void {
    this.#coverage.close();
  }

  run(): FuzzResult {
    this.#began = performance.now();
    for (const input of this.#options.corpus) this.#runBatch([input]);
    while (this.#goesOn()) this.#runBatch(this.#nextBatch());
    return {
      target: this.#target.name,
      executions: this.#executions,
      milliseconds: performance.now() - this.#began,
      findings: [...this.#findings.values()],
      kept: this.#kept,
      slowest: this.#slowest,
      buffersPerByte: this.#buffersPerByte,
      heapPerByte: this.#heapPerByte,
    };
  }

  #goesOn(): boolean {
    const { executions = Infinity, milliseconds = Infinity } = this.#options;
    return (
      this.#findings.size < ENOUGH_FINDINGS &&
      this.#executions < executions &&
      performance.now() - this.#began < milliseconds
    );
  }

  #nextBatch(): Uint8Array[] {
    const left = (this.#options.executions ?? Infinity) - this.#executions;
    return Array.from({ length: Math.min(BATCH, left) }, () => this.#nextInput());
  }

  #nextInput(): Uint8Array {
    const random = this.#random;
    if (this.#kept.length === 0 || random.oneIn(2))
      return this.#target.generate(random).subarray(0, MAXIMUM_INPUT);
    return mutateBytes(random, random.pick(this.#kept), random.pick(this.#kept));
  }

  #runBatch(inputs: readonly Uint8Array[]): void {
    for (const input of inputs) this.#execute(input);
    const look = this.#coverage.look();
    if (!this.#coverage.isNew(look)) return;
    this.#keepNew(inputs);
    // Code that runs only once in a process is nobody's merit.
    this.#coverage.remember(look);
  }

  /** Finds the inputs that run new code, by halves. */
  #keepNew(inputs: readonly Uint8Array[]): void {
    for (const input of inputs) this.#attempt(input);
    const look = this.#coverage.look();
    if (!this.#coverage.isNew(look)) return;
    if (inputs.length === 1) {
      this.#coverage.remember(look);
      this.#kept.push(...inputs.filter(({ length }) => length <= MAXIMUM_KEPT));
      return;
    }
    const middle = Math.ceil(inputs.length / 2);
    this.#keepNew(inputs.slice(0, middle));
    this.#keepNew(inputs.slice(middle));
  }

  #execute(input: Uint8Array): void {
    this.#executions++;
    this.#options.onInput?.(input);
    const cost = this.#attempt(input);
    if (cost !== undefined && this.#isRemarkable(input, cost)) this.#account(input);
  }

  /** Runs the target and its checks; reports what they throw. */
  #attempt(input: Uint8Array): Cost | undefined {
    try {
      const { value: check, cost } = measure(() => this.#target.execute(input));
      check();
      return cost;
    } catch (error) {
      this.#report(described(error), input);
      return undefined;
    }
  }

  #isRemarkable(input: Uint8Array, cost: Cost): boolean {
    return (
      cost.milliseconds > this.#slowest.milliseconds ||
      brokenLimit(input.length, cost, this.#target.buffersPerByte) !== undefined ||
      (input.length >= TELLING_SIZE &&
        (cost.buffers > this.#buffersPerByte * input.length || cost.heap > this.#heapPerByte * input.length))
    );
  }

  /** Measures again, so that neither the machine nor the compiler is blamed on the input. */
  #account(input: Uint8Array): void {
    const cost = steadyCost(() => this.#target.execute(input));
    const broken = brokenLimit(input.length, cost, this.#target.buffersPerByte);
    if (broken !== undefined) this.#report(`an input of ${input.length} bytes ${broken}`, input);
    if (cost.milliseconds > this.#slowest.milliseconds) {
      this.#slowest = { milliseconds: cost.milliseconds, input };
    }
    if (input.length >= TELLING_SIZE) {
      this.#buffersPerByte = Math.max(this.#buffersPerByte, cost.buffers / input.length);
      this.#heapPerByte = Math.max(this.#heapPerByte, cost.heap / input.length);
    }
  }

  /** Findings that differ in numbers and names only are one; the shortest input stands for them. */
  #report(what: string, input: Uint8Array): void {
    const kind = what.replaceAll(/"(?:\\.|[^"\\])*"|[0-9a-f]{8,}|\d+/g, "_");
    const known = this.#findings.get(kind);
    if (known === undefined || input.length < known.input.length) this.#findings.set(kind, { what, input });
  }
}

/** What was thrown, and where. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return `throws ${String(error)}`;
  const [where = ""] = /\n {4}at [^\n]*/.exec(error.stack ?? "") ?? [];
  return `throws ${error.name}: ${error.message}${where}`;
}
