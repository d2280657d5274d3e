import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeLocalFolders } from "../../../src/transfer/tree/makeLocalFolders.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

describe("makeLocalFolders", () => {
  it("makes what is missing, and is content with what is there", async () => {
    const path = join(await temporaryFolder(), "a", "b", "c");
    await makeLocalFolders(path);
    await makeLocalFolders(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("makes one path many times at once", async () => {
    const path = join(await temporaryFolder(), "a", "b");
    await Promise.all(Array.from({ length: 20 }, () => makeLocalFolders(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("says that a file is in the way", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(makeLocalFolders(file)).rejects.toMatchObject({ code: "EEXIST", path: file });
    await expect(makeLocalFolders(join(file, "a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it.runIf(existsSync("/proc/self"))("comes back where nothing can be made", async () => {
    await expect(makeLocalFolders("/proc/sftp/a")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
