import { describe, expect, it } from "vitest";

import { watchedFuzz } from "../src/watchedFuzz.ts";

const thread = (name: string): URL => new URL(`threads/${name}.mjs`, import.meta.url);

describe("watchedFuzz", () => {
  it("passes on what the thread found out", async () => {
    const result = await watchedFuzz(
      { target: "any", seed: 3, executions: 5 },
      { thread: thread("answering") },
    );
    expect(result).toMatchObject({ target: "any", executions: 5, findings: [] });
  });

  it("makes a finding of the input that never returned", async () => {
    const result = await watchedFuzz({ target: "any", seed: 1 }, { thread: thread("stuck"), hangMs: 300 });
    expect(result.findings).toEqual([
      { what: "does not return within 0.3 s", input: Uint8Array.of(0xde, 0xad) },
    ]);
  });

  it("makes a finding of what ended the thread", async () => {
    const result = await watchedFuzz({ target: "any", seed: 1 }, { thread: thread("throwing") });
    expect(result.findings[0]?.what).toMatch(/^ends the thread: Error: out of the blue/);
  });
});
