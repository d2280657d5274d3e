import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeLocalDirectories } from "../../../src/transfer/tree/localDirectory.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

describe("makeLocalDirectories", () => {
  it("makes what is missing, and is content with what is there", async () => {
    const path = join(await temporaryDirectory(), "a", "b", "c");
    await makeLocalDirectories(path);
    await makeLocalDirectories(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("makes one path many times at once", async () => {
    const path = join(await temporaryDirectory(), "a", "b");
    await Promise.all(Array.from({ length: 20 }, () => makeLocalDirectories(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("says that a file is in the way", async () => {
    const file = join(await temporaryDirectory(), "file");
    await writeFile(file, "");
    await expect(makeLocalDirectories(file)).rejects.toMatchObject({ code: "EEXIST", path: file });
    await expect(makeLocalDirectories(join(file, "a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it.runIf(existsSync("/proc/self"))("comes back where nothing can be made", async () => {
    await expect(makeLocalDirectories("/proc/sftp/a")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
