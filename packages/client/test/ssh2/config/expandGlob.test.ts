import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { expandGlob } from "../../../src/ssh2/config/directives.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";

it("gives the files that a pattern means, in order", async () => {
  const folder = await temporaryDirectory();
  for (const name of ["a/2.conf", "a/1.conf", "b/1.conf", "b/.1.conf", "b/x"]) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), "");
  }
  const names = async (pattern: string): Promise<string[]> =>
    (await expandGlob(join(folder, pattern))).map((file) => file.slice(folder.length + 1));
  expect(await names("*/*.conf")).toEqual(["a/1.conf", "a/2.conf", "b/1.conf"]);
  expect(await names("?/1.conf")).toEqual(["a/1.conf", "b/1.conf"]);
  expect(await names("b/.*")).toEqual(["b/.1.conf"]);
  expect(await names("b/x")).toEqual(["b/x"]);
  expect(await names("b/y")).toEqual([]);
  expect(await names("none/*")).toEqual([]);
});
