import { symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

describe("sftp-cli stat", () => {
  it("prints what the server says, for people", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "12345", { mode: 0o640 });
    await utimes(join(served, "file"), 0, 1_600_000_000);
    const { stdout } = await run("stat", at("/file"));
    expect(stdout).toContain(
      "path      /file\ntype      file\nsize      5 bytes (5 B)\nmode      -rw-r----- (0640)\n",
    );
    expect(stdout).toContain("modified  2020-09-13T12:26:40.000Z\n");
  });

  it("prints an object by --json, of a link itself", async () => {
    const { served, at, run } = await serveFolder();
    await symlink("nowhere", join(served, "link"));
    const { stdout } = await run("stat", "--json", at("/link"));
    expect(JSON.parse(stdout)).toMatchObject({ name: "link", type: "symlink" });
  });
});
