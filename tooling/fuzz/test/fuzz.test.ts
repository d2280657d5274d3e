import { describe, expect, it } from "vitest";

import { corpusFile, readCorpus } from "../src/corpus.ts";
import { fuzz } from "../src/fuzz.ts";
import type { Target } from "../src/target.ts";
import { targets } from "../src/targets.ts";
import { stepwise } from "./stepwise.ts";

/** A target of one's own, fed with four random bytes. */
function target(execute: (input: Uint8Array) => unknown): Target {
  return {
    name: "planted",
    generate: (random) => random.bytes(5),
    execute(input) {
      execute(input);
      return () => {};
    },
  };
}

const options = { seed: 1, corpus: [], covers: (url: string) => url.endsWith("stepwise.ts") };

/** All inputs of a run, in hex. */
function inputsFor(seed: number): string {
  const inputs: string[] = [];
  fuzz(target(stepwise), {
    ...options,
    seed,
    executions: 20_000,
    onInput: (input) => inputs.push(Buffer.from(input).toString("hex")),
  });
  return inputs.join(" ");
}

describe("fuzz", () => {
  it("finds by coverage what chance would not", () => {
    const { findings, kept } = fuzz(target(stepwise), { ...options, executions: 200_000 });
    expect(findings).toMatchObject([{ what: expect.stringMatching(/^throws Error: found at last\n/) }]);
    expect(kept.length).toBeGreaterThan(2);
  });

  it("does the same again for the same seed, and something else for another", () => {
    expect(inputsFor(3)).toBe(inputsFor(3));
    expect(inputsFor(3)).not.toBe(inputsFor(4));
  });

  it("begins with the corpus", () => {
    const inputs: Uint8Array[] = [];
    fuzz(target(stepwise), {
      ...options,
      corpus: [Uint8Array.of(0x53)],
      executions: 3,
      onInput: (input) => inputs.push(input),
    });
    expect(inputs).toHaveLength(3);
    expect(inputs[0]).toEqual(Uint8Array.of(0x53));
  });

  it("reports what allocates out of proportion, once, with the shortest input", () => {
    const hungry = target((input) => input[0]! > 100 && new Uint8Array(1000 * input[0]!));
    const { findings } = fuzz(hungry, { ...options, executions: 5000 });
    expect(findings.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^an input of \d bytes allocates \d+000 bytes in buffers$/),
    ]);
    const objects = target((input) => input[0] === 7 && Array.from({ length: 5000 }, () => ({})));
    expect(fuzz(objects, { ...options, executions: 5000 }).findings[0]?.what).toMatch(/bytes on the heap$/);
  });

  it("ends by time where no number is given", () => {
    const { executions, milliseconds } = fuzz(target(stepwise), { ...options, milliseconds: 100 });
    expect(executions).toBeGreaterThan(0);
    expect(milliseconds).toBeGreaterThanOrEqual(100);
  });
});

describe("the targets", () => {
  it.each(targets)(
    "[W-2] any bytes give a message or the protocol error, in bounded time and memory: $name",
    { timeout: 60_000 },
    (real) => {
      const result = fuzz(real, { seed: 1, corpus: readCorpus(corpusFile(real.name)), executions: 20_000 });
      const findings = result.findings.map(
        ({ what, input }) => `${what} ${Buffer.from(input).toString("hex")}`,
      );
      expect(findings).toEqual([]);
      expect(result.executions).toBe(20_000);
    },
  );
});
