import { type SwitchName, switchNames } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { type Failure, type Result, runCell } from "./cell.ts";
import { type Outcome, outcomeOf } from "./outcomes.ts";
import type { Name } from "./stage.ts";
import { wayNames } from "./ways.ts";

const names: readonly Name[] = ["free", "taken"];

/** A result in the words of the outcomes. */
function check(outcome: Outcome, { ran, failure }: Result): void {
  if (outcome.kind === "refused") {
    expect(failure, "it is done").toBeInstanceOf(Error);
    if (outcome.request !== "any") expect((failure as Failure).request).toBe(outcome.request);
    expect(failure!.message).toMatch(outcome.words);
    return;
  }
  if (failure !== undefined) throw failure;
  const unchecked = (ran?.report?.unchecked ?? []).map(({ request }) => request);
  if (outcome.kind === "done") expect(unchecked).toEqual([]);
  else expect(unchecked).toContain(outcome.request);
}

/** Servers at which the client does not get all done yet: few handles with listings, shared handles, and large NAMEs. */
const LATER: readonly string[] = ["one-file", "one-handle", "same-handle", "readdir-big"];

describe.each(switchNames.filter((name) => !LATER.includes(name)))(
  "a server of the kind %s",
  (at: SwitchName) => {
    for (const way of wayNames)
      for (const name of names)
        it(`[C-7] [C-9] [C-17] [C-24] ${way}, ${name}`, async () => {
          check(outcomeOf(way, at, name), await runCell(way, [at], name));
        });
  },
);
