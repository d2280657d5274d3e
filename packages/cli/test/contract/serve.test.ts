import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateHostKey } from "@sftp/sftp";
import { program, runCli } from "../runCli.ts";
import { scratch } from "../scratch.ts";
import { startServer } from "../startServer.ts";

const done = { code: 0, stderr: "" };

function stdio(...args: string[]): string[] {
  return ["--command", [process.execPath, program, "serve", ...args].map((word) => `'${word}'`).join(" ")];
}

describe("serve --stdio", () => {
  it("without DIR serves the real file system from the working directory", async () => {
    const here = await scratch();
    await writeFile(join(here, "file"), "content");
    const { stdout } = await runCli(["realpath", ...stdio("--stdio"), "file"], { cwd: here });
    expect(stdout).toBe(`${join(here, "file")}\n`);
    const { stdout: content } = await runCli(["cat", ...stdio("--stdio"), join(here, "file")]);
    expect(content).toBe("content");
  });

  it('with DIR serves it as "/", before or after the option', async () => {
    const served = await scratch();
    await mkdir(join(served, "etc"));
    for (const command of [stdio(served, "--stdio"), stdio("--stdio", served)]) {
      expect(await runCli(["ls", ...command, "/../.."])).toEqual({ ...done, stdout: "etc\n" });
    }
  });

  it("changes nothing with --read-only", async () => {
    const served = await scratch();
    const command = stdio(served, "--stdio", "--read-only");
    await writeFile(join(served, "file"), "content");
    for (const args of [["rm"], ["mkdir", "-p"], ["touch"], ["chmod", "600"]]) {
      const [name, ...rest] = args as [string, ...string[]];
      expect(await runCli([name, ...command, ...rest, "/file"]), name).toMatchObject({ code: 1 });
    }
    expect(await readFile(join(served, "file"), "utf8")).toBe("content");
    expect(await readdir(served)).toEqual(["file"]);
  });

  it("gives new files and folders none of what --umask takes", async () => {
    const served = await scratch();
    const command = stdio(served, "--stdio", "--umask", "027");
    expect(await runCli(["mkdir", ...command, "/folder"])).toMatchObject(done);
    expect(await runCli(["put", ...command, "-", "/file"], { input: "content" })).toMatchObject(done);
    expect((await stat(join(served, "folder"))).mode & 0o777).toBe(0o750);
    expect((await stat(join(served, "file"))).mode & 0o137).toBe(0);
  });
});

describe("serve --port", () => {
  it("says on stdout where it listens, and nothing else there", async () => {
    const server = await startServer(await scratch(), ["--host", "127.0.0.1"]);
    expect(server.printed()).toBe(`listening on 127.0.0.1:${server.port}\n`);
    expect(server.port).toBeGreaterThan(0);
    expect(await server.stop()).toBe(0);
    expect(server.printed()).toBe(`listening on 127.0.0.1:${server.port}\n`);
  });

  it("keeps the key that --host-key names, and else makes a new one", async () => {
    const [served, keys] = [await scratch(), await scratch()];
    const file = join(keys, "key");
    await writeFile(file, generateHostKey(), { mode: 0o600 });
    const keyOf = async (...options: string[]) => {
      const server = await startServer(served, options);
      const [, key] = /the host key is (SHA256:\S+)/.exec(server.complaints()) ?? [];
      await server.stop();
      return key;
    };
    const [first, second, other] = [
      await keyOf("--host-key", file),
      await keyOf("--host-key", file),
      await keyOf(),
    ];
    expect(first).toMatch(/^SHA256:/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it("lets in NAME:PASSWORD, for tests, and nobody else", async () => {
    const { url, login } = await startServer(await scratch(), ["--user", "me:for tests"]);
    const list = (password: string) =>
      runCli(["ls", ...login, `${url}/`], { env: { SFTP_PASSWORD: password } });
    expect(await list("for tests")).toMatchObject(done);
    expect(await list("another")).toMatchObject({ code: 3 });
  });

  it("serves DIR as /, changes nothing with --read-only, and audits", async () => {
    const [served, elsewhere] = [await scratch(), await scratch()];
    const log = join(elsewhere, "audit");
    const options = ["--read-only", "--audit", log];
    const { url, login, env, stop } = await startServer(served, options);
    expect(await runCli(["mkdir", ...login, `${url}/folder`], { env })).toMatchObject({ code: 1 });
    expect(await runCli(["realpath", ...login, `${url}/a/../..`], { env })).toMatchObject({ stdout: "/\n" });
    expect(await stop()).toBe(0);
    expect(await readdir(served)).toEqual([]);
    const lines = (await readFile(log, "utf8")).trim().split("\n");
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toContainEqual(expect.objectContaining({ operation: "mkdir", user: "me" }));
  });
});
