import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { program } from "../runCli.ts";
import { runMain } from "../runMain.ts";
import { scratch } from "../scratch.ts";
import { serveFolder } from "../serveFolder.ts";

describe("sftp-cli put", () => {
  it("uploads a file to the path that is given", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(here, "file"), "content");
    expect(await run("put", join(here, "file"), at("/copy"))).toEqual({
      code: 0,
      stdout: `${join(here, "file")} -> /copy (7 B)\n`,
      stderr: "",
    });
    expect(await readFile(join(served, "copy"), "utf8")).toBe("content");
  });

  it("uploads into a folder, relative to the start directory too", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(here, "file"), "content");
    await mkdir(join(served, "folder"));
    await run("put", join(here, "file"), at("/folder"));
    await run("put", join(here, "file"), at("/~/folder/"));
    await run("put", join(here, "file"), at(""));
    expect((await readdir(served, { recursive: true })).toSorted()).toEqual([
      "file",
      "folder",
      "folder/file",
    ]);
  });

  it("uploads a tree", async () => {
    const { served, here, at, run } = await serveFolder();
    await mkdir(join(here, "tree/inner"), { recursive: true });
    await writeFile(join(here, "tree/inner/file"), "content");
    expect(await run("put", "-r", join(here, "tree"), at("/copy"))).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(join(served, "copy/inner/file"), "utf8")).toBe("content");
  });

  it("uploads under its own name to a program's start directory", async () => {
    const [here, served] = [await scratch(), await scratch()];
    await writeFile(join(here, "file"), "content");
    const command = `${process.execPath} ${program} serve --stdio ${served}`;
    const outcome = await runMain(["put", "--command", command, join(here, "file")]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(await readdir(served)).toEqual(["file"]);
  });

  it("says what to do with a folder", async () => {
    const { served, here, at, run } = await serveFolder();
    const { code, stderr } = await run("put", here, at("/copy"));
    expect(code).toBe(1);
    expect(stderr).toBe(`sftp-cli: ${here}: it is a directory; -r transfers it with everything in it\n`);
    expect(await readdir(served)).toEqual([]);
  });
});

describe("sftp-cli put with more than a path", () => {
  it("uploads several files into a folder", async () => {
    const { served, here, at, run } = await serveFolder();
    for (const name of ["a", "b"]) await writeFile(join(here, name), name);
    expect(await run("put", join(here, "a"), join(here, "b"), at("/"))).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect((await readdir(served)).toSorted()).toEqual(["a", "b"]);
    expect(await run("put", join(here, "a"), join(here, "b"), at("/c"))).toMatchObject({ code: 2 });
  });

  it("uploads what stdin has where - is given", async () => {
    const { served, at, run } = await serveFolder("from elsewhere");
    expect(await run("put", "-", at("/file"))).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(join(served, "file"), "utf8")).toBe("from elsewhere");
  });
});
