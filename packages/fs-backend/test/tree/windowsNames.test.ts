import { expect, it } from "vitest";

import type { Located } from "../../src/byteText.ts";
import { syncCalls } from "../../src/calls.ts";
import { run } from "../../src/routine.ts";
import { PathGround } from "../../src/tree/pathGround.ts";
import { WalkedTree } from "../../src/tree/walkedTree.ts";
import { isWindowsName } from "../../src/tree/windowsNames.ts";
import { codeOf, scratchFolder } from "../scratch.ts";

const refused = [
  "a\\b",
  "..\\x",
  "C:",
  "f:stream",
  "a*",
  "a?",
  'a"',
  "<",
  ">",
  "|",
  "a\x1fb",
  "con",
  "NUL",
  "com1.txt",
  "lpt9",
  "COM\xb9",
  "aux ",
  "CONIN$",
  "a.",
  "a ",
  "PROGRA~1",
];

it.each(refused)("%j means something else on Windows", (name) => {
  expect(isWindowsName(name)).toBe(false);
});

it.each(["a", "a b", ".hidden", "console", "com", "com10", "nul_", "é", "a~b", "\u{1F600}"])(
  "%j is a name",
  (name) => {
    expect(isWindowsName(name)).toBe(true);
  },
);

it("refuses such names on Windows wherever they stand in a path", async () => {
  const tree = new WalkedTree(new PathGround(syncCalls, scratchFolder() as Located, true, "win32"));
  for (const path of ["/a\\b", "/..\\..\\x", "/C:/x", "/nul"]) {
    expect(await codeOf(() => run(tree.look(path, "follow", (found) => found.release())))).toBe("EINVAL");
    expect(await codeOf(() => run(tree.place(path, "stay", (place) => place.folder.release())))).toBe(
      "EINVAL",
    );
  }
});
