import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

/** A site with a file on top and one in a folder. */
async function writeSite(folder: string): Promise<void> {
  await mkdir(join(folder, "img"), { recursive: true });
  await writeFile(join(folder, "index.html"), "<p>new</p>");
  await writeFile(join(folder, "img/logo.svg"), "<svg/>");
}

const below = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).toSorted();

describe("sftp-cli sync", () => {
  it("transfers what differs, upwards, and the second time nothing", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeSite(join(here, "site"));
    const first = await run("sync", "--json", join(here, "site"), at("/www"));
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(await below(join(served, "www"))).toEqual(["img", "img/logo.svg", "index.html"]);

    const again = await run("sync", "--json", join(here, "site"), at("/www"));
    expect(JSON.parse(again.stdout)).toMatchObject({ event: "summary", files: 0, bytes: 0, unchanged: 2 });

    await writeFile(join(here, "site/index.html"), "<p>newer</p>");
    const { stdout } = await run("sync", join(here, "site"), at("/www"));
    expect(stdout).toMatch(
      /^\S+index\.html -> \/www\/index\.html \(12 B\)\n1 file, 12 B in [^\n]*, 1 unchanged\n$/,
    );
  });

  it("works downwards, and between two folders of a server", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeSite(join(served, "www"));
    expect(await run("sync", at("/www"), join(here, "copy"))).toMatchObject({ code: 0, stderr: "" });
    expect(await below(join(here, "copy"))).toEqual(["img", "img/logo.svg", "index.html"]);
    expect(await run("sync", at("/www"), at("/other"))).toMatchObject({ code: 0, stderr: "" });
    expect(await below(join(served, "other"))).toEqual(["img", "img/logo.svg", "index.html"]);
  });

  it("deletes only when it is told to, and in a dry run only says what it would do", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeSite(join(here, "site"));
    await mkdir(join(served, "www"));
    await writeFile(join(served, "www/old"), "");
    await run("sync", join(here, "site"), at("/www"));
    expect(await readdir(join(served, "www"))).toContain("old");

    await writeFile(join(here, "site/index.html"), "<p>newer</p>");
    const plan = await run("sync", "--delete", "--dry-run", join(here, "site"), at("/www"));
    expect(plan.stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "delete /www/old",
        `copy ${here}/site/index.html -> /www/index.html (12 B)`,
        "would transfer 1 file, 12 B, 1 unchanged, would delete 1",
      ]),
    );
    expect(await readdir(join(served, "www"))).toContain("old");
    expect(await readFile(join(served, "www/index.html"), "utf8")).toBe("<p>new</p>");

    const done = await run("sync", "--delete", "--json", join(here, "site"), at("/www"));
    expect(done.stdout).toContain(
      '{"event":"step","operation":"sync","target":"/www/old","action":"delete"}',
    );
    expect(await readdir(join(served, "www"))).not.toContain("old");
  });

  it("finds with --checksum what has the same size and time", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeSite(join(here, "site"));
    await run("sync", join(here, "site"), at("/www"));
    const { atime, mtime } = await stat(join(served, "www/index.html"));
    await writeFile(join(served, "www/index.html"), "<p>bad</p>");
    await utimes(join(served, "www/index.html"), atime, mtime);
    const last = async (...options: string[]) => {
      const { stdout } = await run("sync", "--json", ...options, join(here, "site"), at("/www"));
      return JSON.parse(stdout.trim().split("\n").at(-1)!) as object;
    };
    expect(await last()).toMatchObject({ files: 0, unchanged: 2 });
    expect(await last("--checksum", "--verify", "hash")).toMatchObject({ files: 1, verified: "hash" });
    expect(await readFile(join(served, "www/index.html"), "utf8")).toBe("<p>new</p>");
  });

  it("leaves alone what is excluded, on both sides", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeSite(join(here, "site"));
    await mkdir(join(served, "www/img"), { recursive: true });
    await writeFile(join(served, "www/img/theirs"), "");
    await run("sync", "--delete", "--exclude", "img", join(here, "site"), at("/www"));
    expect(await below(join(served, "www"))).toEqual(["img", "img/theirs", "index.html"]);
  });

  it("refuses what makes no sense", async () => {
    const { here, at, run } = await serveFolder();
    await writeFile(join(here, "file"), "");
    expect(await run("sync", here, join(here, "x"))).toMatchObject({ code: 2 });
    expect(await run("sync", "--resume", at("/a"), at("/b"))).toMatchObject({ code: 2 });
    const { code, stderr } = await run("sync", join(here, "file"), at("/b"));
    expect([code, stderr]).toEqual([1, `sftp-cli: ${here}/file: only folders can be synchronised\n`]);
  });
});
