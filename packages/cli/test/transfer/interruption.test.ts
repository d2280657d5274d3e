import { expect, it } from "vitest";
import { Interruption } from "../../src/transfer/interruption.ts";

const transfer = { operation: "get", source: "/a", target: "a" } as const;

it.each([
  [{ cause: new Error("x"), resume: false, complete: undefined }, "what was under way is removed"],
  [
    { cause: Object.assign(new Error("x"), { leftover: "b" }), resume: false, complete: undefined },
    "b is left and not complete",
  ],
  [
    { cause: new Error("x"), resume: true, complete: 3 },
    "3 of the files are complete, what has arrived is kept, and the same command goes on from there",
  ],
])("says what %j has left", (interrupted, words) => {
  const error = new Interruption(transfer, interrupted);
  expect(error).toMatchObject({ code: "ABORT_ERR", path: "a", message: `interrupted; ${words}` });
});
