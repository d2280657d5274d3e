import { expect, it } from "vitest";

import { programAtFullSize } from "../../src/kinds/programAtFullSize.ts";
import { holds } from "../../src/proof.ts";

it("hands the size on, and holds if the program says so", async () => {
  const proof = programAtFullSize({
    id: "B-7",
    claim: "an exit code",
    unit: "times",
    full: 7,
    command: (size) => ["-e", `process.exitCode = ${size} > 5 ? 1 : 0`],
  });
  expect((await proof.run(5)).every(holds)).toBe(true);
  expect((await proof.run(6)).every(holds)).toBe(false);
});
