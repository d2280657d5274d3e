import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

describe("sftp-cli copy", () => {
  it("copies a file on a server, to a path or into a folder", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "a"), "content");
    await mkdir(join(served, "folder"));
    expect(await run("copy", at("/a"), at("/b"))).toEqual({
      code: 0,
      stdout: "/a -> /b (7 B)\n",
      stderr: "",
    });
    expect(await run("copy", "--atomic", "--verify", "hash", at("/a"), at("/folder"))).toMatchObject({
      code: 0,
    });
    expect(await readFile(join(served, "b"), "utf8")).toBe("content");
    expect(await readdir(join(served, "folder"))).toEqual(["a"]);
  });

  it("copies a folder only with -r", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "tree/inner"), { recursive: true });
    await writeFile(join(served, "tree/inner/file"), "content");
    const refused = await run("copy", at("/tree"), at("/copy"));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("-r") as string });
    expect(await run("copy", "-r", at("/tree"), at("/copy"))).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(join(served, "copy/inner/file"), "utf8")).toBe("content");
  });

  it("needs two servers, or one named twice", async () => {
    const { at, run } = await serveFolder();
    expect(await run("copy", at("/a"), "here")).toMatchObject({ code: 2 });
  });
});
