import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

const done = { code: 0, stdout: "", stderr: "" };

describe("sftp-cli mkdir, rename and rm", () => {
  it("do it and say nothing", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "");
    expect(await run("mkdir", at("/folder"))).toEqual(done);
    expect(await run("rename", at("/file"), "/folder/file")).toEqual(done);
    expect(await run("rename", at("/folder/file"), at("/other"))).toEqual(done);
    expect(await run("rm", at("/other"))).toEqual(done);
    expect(await readdir(served)).toEqual(["folder"]);
  });

  it("refuse to replace or to remove what they must not", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "folder"));
    await writeFile(join(served, "a"), "");
    await writeFile(join(served, "b"), "");
    for (const outcome of [
      await run("mkdir", at("/folder")),
      await run("rename", at("/a"), "/b"),
      await run("rm", at("/folder")),
    ]) {
      expect(outcome).toMatchObject({ code: 1, stdout: "" });
      expect(outcome.stderr).toMatch(/^sftp-cli: \/(folder|a): [^\n]+\n$/);
    }
    expect((await readdir(served)).toSorted()).toEqual(["a", "b", "folder"]);
  });
});

describe("sftp-cli realpath", () => {
  it("prints the canonical path", async () => {
    const { at, run } = await serveFolder();
    expect(await run("realpath", at("/a/../b"))).toEqual({ ...done, stdout: "/b\n" });
    expect(await run("realpath", "--json", at("/~/b"))).toEqual({ ...done, stdout: '{"path":"/b"}\n' });
  });
});
