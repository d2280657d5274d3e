import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

describe("sftp-cli check", () => {
  it("prints the hash of a file, or of all files in a folder, as sha256sum does", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "tree/inner"), { recursive: true });
    await writeFile(join(served, "tree/b"), "one");
    await writeFile(join(served, "tree/inner/a"), "");
    expect(await run("check", at("/tree/b"))).toEqual({
      code: 0,
      stdout: `${sha256("one")}  b\n`,
      stderr: "",
    });
    expect((await run("check", at("/tree"))).stdout).toBe(`${sha256("one")}  b\n${sha256("")}  inner/a\n`);
    const { stdout } = await run("check", "--json", at("/tree/b"));
    expect(JSON.parse(stdout)).toEqual({ path: "b", size: 3, sha256: sha256("one") });
  });

  it("compares two files, and fails if they are not the same", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(served, "a"), "one");
    await writeFile(join(here, "same"), "one");
    await writeFile(join(here, "other"), "two");
    expect(await run("check", join(here, "same"), at("/a"))).toEqual({
      code: 0,
      stdout: "1 file the same (3 B)\n",
      stderr: "",
    });
    const { code, stdout, stderr } = await run("check", join(here, "other"), at("/a"));
    expect(code).toBe(1);
    expect(stdout).toMatch(/: another content\n0 files the same \(0 B\)\n$/);
    expect(stderr).toMatch(/^sftp-cli: [^\n]*: it is not the same: 1 difference\n$/);
    expect(await run("check", "--quiet", join(here, "other"), at("/a"))).toMatchObject({
      code: 1,
      stdout: "",
    });
  });

  it("compares two folders in any combination, with all that differs", async () => {
    const { served, here, at, run } = await serveFolder();
    for (const root of [join(here, "site"), join(served, "www")]) {
      await mkdir(join(root, "inner"), { recursive: true });
      await writeFile(join(root, "inner/same"), "same");
      await writeFile(join(root, "content"), root.slice(-3));
    }
    await writeFile(join(here, "site/here"), "");
    await mkdir(join(here, "site/type"));
    await writeFile(join(served, "www/type"), "");
    await writeFile(join(served, "www/inner/there"), "");
    const expected = [
      { event: "difference", path: "content", reason: "another content" },
      { event: "difference", path: "here", reason: "only in the first" },
      { event: "difference", path: "inner/there", reason: "only in the second" },
      { event: "difference", path: "type", reason: "another type" },
    ];
    const { code, stdout } = await run("check", "--json", join(here, "site"), at("/www"));
    const lines = stdout.trim().split("\n");
    const events = lines.map((line) => JSON.parse(line) as object);
    expect(code).toBe(1);
    expect(events.slice(0, -1)).toEqual(expected);
    expect(events.at(-1)).toMatchObject({ event: "summary", files: 1, bytes: 4, differences: 4 });

    expect(await run("check", at("/www"), at("/www"))).toMatchObject({ code: 0 });
    const globs = ["--exclude", "content", "--exclude", "type", "--exclude", "{t,}here"];
    expect(await run("check", ...globs, at("/www"), join(here, "site"))).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(await run("check", here, here)).toMatchObject({ code: 0 });
  });
});
