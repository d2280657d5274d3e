import { repeats, type SwitchName, switchNames } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { runCell } from "./cell.ts";
import { outcomeOf } from "./outcomes.ts";
import type { Name } from "./stage.ts";
import { type WayName, wayNames } from "./ways.ts";

/** Two switches, and a way to transfer at a server that has both. */
interface Row {
  readonly at: readonly [SwitchName, SwitchName];
  readonly way: WayName;
  readonly name: Name;
}

/** A step that has no factor in common with the number of ways, so that neighbours get different ones. */
const STRIDE = 11;

/** In the suite a sample of the pairs is run; so many samples are all of them. */
const SAMPLES = 12;

/** Switches for which the client does not know a way yet; see the matrix. */
const LATER: readonly string[] = ["one-file", "one-handle", "same-handle", "readdir-big"];

/**
 * A covering array: every pair of switches once in so many rounds, and with it a way to transfer and a name, so that in more
 * rounds each way meets each pair.
 */
function rows(round: number): Row[] {
  const found: Row[] = [];
  const names = switchNames.filter((name) => !LATER.includes(name));
  for (const [index, one] of names.entries())
    for (const other of names.slice(index + 1)) {
      const turn = found.length * STRIDE + round;
      found.push({
        at: [one, other],
        way: wayNames[turn % wayNames.length]!,
        name: (found.length + round) % 2 === 0 ? "free" : "taken",
      });
    }
  return found.filter((_, index) => index % SAMPLES === round % SAMPLES);
}

/** What is refused at a server with two switches is refused at one with only the one of them, or here. */
const TOGETHER: readonly (readonly [SwitchName, SwitchName])[] = [
  // A reply that is short leaves a gap, which is asked for when the requests behind it have left already.
  ["small-packets", "sequential"],
];

describe("a server of two kinds at once", () => {
  for (let round = 0; round < repeats(1); round++)
    for (const { at, way, name } of rows(round))
      it(`[C-7] [C-9] [C-17] ${at.join(" and ")}: ${way}, ${name}`, async () => {
        const { failure } = await runCell(way, at, name);
        if (failure === undefined) return;
        const isKnown = TOGETHER.some((pair) => pair.every((one) => at.includes(one)));
        const alone = at.map((one) => outcomeOf(way, one, name).kind);
        if (!isKnown && !alone.includes("refused")) throw failure;
        expect(failure).toBeInstanceOf(Error);
      });
});
