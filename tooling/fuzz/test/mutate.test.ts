import { Random, u32, u8 } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { mutateBytes, mutateParts } from "../src/mutate.ts";
import { content, joinParts, number } from "../src/parts.ts";
import { MAXIMUM_INPUT } from "../src/target.ts";

const parts = [number(u8(3)), number(u32(7)), content(Buffer.from("abcdefgh"))];
const input = joinParts(parts);

/** How often each result came, of a thousand. */
function results(mutate: (random: Random) => Uint8Array): Map<string, number> {
  const random = new Random(1);
  const counts = new Map<string, number>();
  for (let times = 0; times < 1000; times++) {
    const key = Buffer.from(mutate(random)).toString("hex");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

describe("mutateParts", () => {
  it("leaves one in four as it is and changes the rest in many ways, never the parts themselves", () => {
    const counts = results((random) => mutateParts(random, parts));
    const unchanged = counts.get(Buffer.from(input).toString("hex")) ?? 0;
    expect(unchanged).toBeGreaterThan(200);
    expect(unchanged).toBeLessThan(350);
    expect(counts.size).toBeGreaterThan(300);
    expect(joinParts(parts)).toEqual(input);
  });

  it("sets lengths and counts to the edges that hurt", () => {
    const seen = [...results((random) => mutateParts(random, parts)).keys()].join(" ");
    for (const edge of ["00000000", "ffffffff", "7fffffff", "80000000", "00000006", "00000008"]) {
      expect(seen).toContain(`03${edge}`);
    }
  });
});

describe("mutateBytes", () => {
  it("changes nearly always, in many ways, and is bounded", () => {
    const counts = results((random) => mutateBytes(random, input, Buffer.from("other")));
    expect(counts.size).toBeGreaterThan(600);
    expect(Math.max(...[...counts.keys()].map((key) => key.length / 2))).toBeLessThanOrEqual(MAXIMUM_INPUT);
  });

  it("copes with nothing to change", () => {
    expect(results((random) => mutateBytes(random, new Uint8Array(), new Uint8Array())).size).toBeGreaterThan(
      50,
    );
  });
});
