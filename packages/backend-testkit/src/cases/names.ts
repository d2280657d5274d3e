import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";
import type { Workbench } from "../workbench.ts";

/** Names must come back exactly as they went in, and name the same thing all along. */
const roundTrip = (names: readonly string[]) => async (bench: Workbench) => {
  for (const name of names) await bench.make(name, name);
  assert.deepEqual(await bench.names(""), names.toSorted());
  for (const name of names) {
    await bench.holds(name, name);
    assert.ok((await bench.lstat(name)).isFile());
    await bench.rename(name, `${name}.moved`);
    await bench.rename(`${name}.moved`, name);
  }
  assert.deepEqual(await bench.names(""), names.toSorted());
  for (const name of names) await bench.client.remove(bench.at(name));
  assert.deepEqual(await bench.names(""), []);
};

export const names = group("names", {
  "may have spaces, dots, dashes and letters of all scripts": needing(
    "rename",
    roundTrip(["two words", " leading", "...", "-rf", "naïve", "日本語", "emoji 🦆", "~", "#1", "a.b.c"]),
  ),

  "may have what shells and terminals take for themselves": needing(
    "rename",
    "oddNames",
    roundTrip([
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

  "may be any bytes": needing(
    "rename",
    "byteNames",
    roundTrip(["\udcff", "latin1 \udce9", "\udcc3(", "é \udc80"]),
  ),

  "may have 255 bytes": needing("longNames", async (bench) => {
    const long = ["x".repeat(255), "é".repeat(127)];
    for (const name of long) await bench.make(name, "content");
    assert.deepEqual(await bench.names(""), long.toSorted());
  }),

  "differ where their bytes differ": needing("rename", "normalForms", roundTrip(["\u00e9", "e\u0301"])),

  "differ where their case differs": needing("rename", "caseSensitive", roundTrip(["Name", "name", "NAME"])),
});
