import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { program, runCli } from "../runCli.ts";
import { runMain } from "../runMain.ts";
import { scratch } from "../scratch.ts";
import { startServer } from "../startServer.ts";

/** What a client on the command line says to a server's stdin and stdout. */
function stdio(...args: string[]): string {
  return [process.execPath, program, "serve", "--stdio", ...args].join(" ");
}

describe("sftp-cli serve --stdio", () => {
  it('serves a folder as "/"', async () => {
    const served = await scratch();
    await writeFile(join(served, "file"), "content");
    expect(await runMain(["cat", "--command", stdio(served), "/file"])).toEqual({
      code: 0,
      stdout: "content",
      stderr: "",
    });
    expect(await runMain(["ls", "--command", stdio(served), "/../../etc"])).toMatchObject({ code: 1 });
  });

  it("serves the whole file system from the working directory where no folder is given", async () => {
    const { stdout } = await runMain(["realpath", "--command", stdio(), "."]);
    expect(stdout).toBe(`${process.cwd()}\n`);
  });

  it("changes nothing with --read-only", async () => {
    const served = await scratch();
    const { code, stderr } = await runMain(["mkdir", "--command", stdio("--read-only", served), "/folder"]);
    expect([code, stderr]).toEqual([1, "sftp-cli: /folder: Write protected\n"]);
    expect(await readdir(served)).toEqual([]);
  });
});

describe("sftp-cli serve --port", () => {
  it("writes down what is done with --audit", async () => {
    const [served, elsewhere] = [await scratch(), await scratch()];
    const log = join(elsewhere, "audit.log");
    await writeFile(join(served, "file"), "content");
    const { url, login, env, stop } = await startServer(served, ["--audit", log]);
    await runCli(["cat", ...login, `${url}/file`], { env });
    await runCli(["rm", ...login, `${url}/missing`], { env });
    expect(await stop()).toBe(0);

    const records = (await readFile(log, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    const common = { user: "me", remoteAddress: "127.0.0.1" };
    expect(records).toContainEqual(
      expect.objectContaining({
        ...common,
        operation: "close",
        outcome: "ok",
        paths: ["/file"],
        bytesRead: 7,
      }),
    );
    expect(records).toContainEqual(
      expect.objectContaining({
        ...common,
        operation: "remove",
        outcome: "failed",
        paths: ["/missing"],
        error: "ENOENT",
      }),
    );
  });
});
