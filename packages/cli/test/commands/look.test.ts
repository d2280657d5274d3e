import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

describe("sftp-cli realpath", () => {
  it("prints the canonical path", async () => {
    const { at, run } = await serveFolder();
    expect(await run("realpath", at("/a/../b"))).toEqual({ code: 0, stdout: "/b\n", stderr: "" });
    expect(await run("realpath", "--json", at("/~/b"))).toMatchObject({ stdout: '{"path":"/b"}\n' });
  });
});

describe("sftp-cli cat", () => {
  it("prints files one after another", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "a"), "first\n");
    await writeFile(join(served, "b"), "second\u001b[2J\n");
    expect(await run("cat", at("/a"), "/b")).toEqual({
      code: 0,
      stdout: "first\nsecond\u001b[2J\n",
      stderr: "",
    });
  });
});

describe("sftp-cli find", () => {
  it("prints paths, all of them or those that match", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "tree/inner"), { recursive: true });
    await writeFile(join(served, "tree/a.log"), "");
    await writeFile(join(served, "tree/inner/.b.log"), "");
    const lines = async (...args: string[]) =>
      (await run("find", ...args, at("/tree"))).stdout.trim().split("\n").toSorted();
    expect(await lines()).toEqual(["/tree/a.log", "/tree/inner", "/tree/inner/.b.log"]);
    expect(await lines("--name", "*.log")).toEqual(["/tree/a.log", "/tree/inner/.b.log"]);
    expect(await lines("--type", "directory")).toEqual(["/tree/inner"]);
    const [json = ""] = await lines("--json", "--name", "a.*");
    expect(JSON.parse(json)).toMatchObject({ path: "/tree/a.log", name: "a.log", type: "file" });
  });
});

describe("sftp-cli du", () => {
  it("adds up what is in folders", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "tree/inner"), { recursive: true });
    await writeFile(join(served, "tree/a"), Buffer.alloc(2000));
    await writeFile(join(served, "tree/inner/b"), Buffer.alloc(48));
    expect(await run("du", at("/tree"), "/tree/a")).toEqual({
      code: 0,
      stdout: " 2.0 KiB  /tree (2 files, 2 directories)\n 2.0 KiB  /tree/a (1 file, 0 directories)\n",
      stderr: "",
    });
    const { stdout } = await run("du", "--json", at("/tree"));
    expect(JSON.parse(stdout)).toEqual({ path: "/tree", files: 2, folders: 2, bytes: 2048 });
  });
});

describe("sftp-cli df", () => {
  it("shows how much room there is", async () => {
    const { at, run } = await serveFolder();
    const { stdout } = await run("df", "--json", at("/"));
    const { path, size, used, available } = JSON.parse(stdout) as Record<string, number>;
    expect(path).toBe("/");
    expect(size).toBeGreaterThan(used!);
    expect(available).toBeGreaterThan(0);
    expect((await run("df", at("/"))).stdout).toMatch(/│ path │ +size │ +used │ +available │/);
  });
});
