import { repeats } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { type ModelSize, OwnershipModel, RULES } from "./ownershipModel.ts";

/** What the suite explores, and what `pnpm proving C-16` does: more than a million states. */
const IN_SUITE: readonly ModelSize[] = [
  { channels: 2, blocks: 4, buffers: 4, faults: 3 },
  { channels: 3, blocks: 3, buffers: 2, faults: 2 },
];
const IN_FULL: readonly ModelSize[] = [
  ...IN_SUITE,
  { channels: 3, blocks: 4, buffers: 4, faults: 2 },
  { channels: 3, blocks: 4, buffers: 2, faults: 3 },
];

describe("the rules of a striped upload, in every order in which things can happen", () => {
  it.each(repeats(1) === 1 ? IN_SUITE : IN_FULL)(
    "[C-16] never read a buffer that was released, nor give the file its name without all its blocks: %o",
    (size) => {
      const { states, renamed, violation } = new OwnershipModel(size).explore();
      expect(violation).toBeUndefined();
      expect(states).toBeGreaterThan(1_000);
      expect(renamed).toBeGreaterThan(100);
    },
  );

  it.each([
    ["retainAfterFailure", "was sent from a buffer that holds"],
    ["awaitCloses", "the file got its name without block"],
    ["sendAgain", "the file got its name without block"],
  ])("[C-16] are each needed: without %s it goes wrong", (rule, words) => {
    const size = { channels: 2, blocks: 3, buffers: 2, faults: 1 };
    expect(new OwnershipModel(size).explore().violation).toBeUndefined();
    expect(new OwnershipModel(size, { ...RULES, [rule]: false }).explore().violation).toContain(words);
  });
});
