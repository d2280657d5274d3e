import { expect, it } from "vitest";

import { table } from "../../src/codec/table.ts";

it("table writes Markdown, with numbers at the right and nothing where there is nothing", () => {
  expect(
    table(
      ["what", "count"],
      [
        ["one", 1234.5],
        ["two", undefined],
      ],
    ),
  ).toBe("| what | count |\n| --- | --: |\n| one | 1,235 |\n| two |  |");
});
