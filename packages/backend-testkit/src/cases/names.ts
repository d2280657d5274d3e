import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";
import type { Workbench } from "../workbench.ts";

/** Names must come back exactly as they went in, and name the same thing all along. */
async function roundTrip(bench: Workbench, names: readonly string[]): Promise<void> {
  await bench.mkdir("folder");
  for (const name of names) await bench.make(`folder/${name}`, name);
  assert.deepEqual(await bench.names("folder"), names.toSorted());
  for (const name of names) {
    await bench.holds(`folder/${name}`, name);
    assert.ok((await bench.lstat(`folder/${name}`)).isFile());
    await bench.rename(`folder/${name}`, `${name}.moved`);
    await bench.rename(`${name}.moved`, `folder/${name}`);
  }
  assert.deepEqual(await bench.names("folder"), names.toSorted());
  for (const name of names) await bench.client.remove(bench.at(`folder/${name}`));
  assert.deepEqual(await bench.names("folder"), []);
}

export const names = group("names", {
  "may have spaces, dots, dashes and letters of all scripts": (bench) =>
    roundTrip(bench, [
      "two words",
      " leading",
      "...",
      "-rf",
      "naïve",
      "日本語",
      "emoji 🦆",
      "~",
      "#1",
      "a.b.c",
    ]),

  "may have what shells and terminals take for themselves": needing("oddNames", (bench) =>
    roundTrip(bench, [
      "new\nline",
      "tab\t",
      "\u001b[31mred",
      "back\\slash",
      "*?[a]",
      "\"quoted' `name`",
      "$HOME",
      "C:",
    ]),
  ),

  "may be any bytes": needing("byteNames", (bench) =>
    roundTrip(bench, ["\udcff", "latin1 \udce9", "\udcc3(", "é \udc80"]),
  ),

  "may have 255 bytes": needing("longNames", async (bench) => {
    const long = ["x".repeat(255), "é".repeat(127)];
    for (const name of long) await bench.make(name, "content");
    assert.deepEqual(await bench.names(""), long.toSorted());
  }),

  "differ where their bytes differ": needing("normalForms", (bench) =>
    roundTrip(bench, ["\u00e9", "e\u0301"]),
  ),

  "differ where their case differs": needing("caseSensitive", (bench) =>
    roundTrip(bench, ["Name", "name", "NAME"]),
  ),
});
