import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { mkdir, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { program, runCli } from "../runCli.ts";
import { scratch } from "../scratch.ts";
import { startServer } from "../startServer.ts";

/** The objects that were printed one a line. */
function objects(text: string): Record<string, unknown>[] {
  expect(text).toMatch(/\n$/);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Serves a folder by a program. */
function serving(folder: string): string[] {
  return ["--command", `${process.execPath} '${program}' serve '${folder}' --stdio`];
}

describe("ls and stat", () => {
  it("print one object a line by --json, with integers and without what is absent", async () => {
    const served = await scratch();
    await writeFile(join(served, "file"), "12345", { mode: 0o640 });
    await utimes(join(served, "file"), 1_500_000_000, 1_600_000_000);
    const { uid, gid } = await stat(join(served, "file"));
    const fields = { name: "file", type: "file", size: 5, mode: 0o100640, uid, gid };
    const times = { mtime: 1_600_000_000, atime: 1_500_000_000 };
    const listed = await runCli(["ls", "--json", ...serving(served), "/"]);
    expect(objects(listed.stdout)).toEqual([
      { ...fields, ...times, longname: expect.stringContaining("file") as string },
    ]);
    const found = await runCli(["stat", "--json", ...serving(served), "/file"]);
    expect(objects(found.stdout)).toEqual([{ ...fields, ...times }]);
  });

  it("tell the type of everything", async () => {
    const served = await scratch();
    await writeFile(join(served, "file"), "");
    await mkdir(join(served, "directory"));
    await symlink("file", join(served, "symlink"));
    await promisify(execFile)("mkfifo", [join(served, "fifo")]);
    const socket = createServer().listen(join(served, "socket"));
    onTestFinished(() => void socket.close());
    await once(socket, "listening");
    const { stdout } = await runCli(["ls", "--json", ...serving(served), "/"]);
    const types = objects(stdout).map(({ name, type }) => [name, type]);
    expect(types).toEqual(["directory", "fifo", "file", "socket", "symlink"].map((name) => [name, name]));
  });

  it("carry a name that is not UTF-8 in nameBytes too", async () => {
    const served = await scratch();
    const bytes = Buffer.from([0x61, 0xff, 0x62]);
    await writeFile(Buffer.concat([Buffer.from(`${served}/`), bytes]), "");
    const { stdout } = await runCli(["ls", "--json", ...serving(served), "/"]);
    expect(objects(stdout)).toMatchObject([{ nameBytes: bytes.toString("base64") }]);
  });

  it("print plain names one a line in a pipe", async () => {
    const served = await scratch();
    for (const name of ["b", "a"]) await writeFile(join(served, name), "");
    expect(await runCli(["ls", ...serving(served), "/"])).toEqual({ code: 0, stdout: "a\nb\n", stderr: "" });
  });
});

describe("get and put", () => {
  it.each(["get", "put"])("%s tells events by --json, last a summary", async (operation) => {
    const [served, here] = [await scratch(), await scratch()];
    const from = join(operation === "get" ? served : here, "file");
    await writeFile(from, Buffer.alloc(1_000_000));
    const [source, target] = operation === "get" ? ["/file", join(here, "copy")] : [from, "/copy"];
    const { code, stdout, stderr } = await runCli([operation, "--json", ...serving(served), source, target]);
    expect([code, stderr]).toEqual([0, ""]);
    const events = objects(stdout);
    const file = { source, target };
    expect(events[0]).toMatchObject({ event: "start", ...file });
    expect(events).toContainEqual(
      expect.objectContaining({ event: "progress", ...file, transferred: 1_000_000, total: 1_000_000 }),
    );
    expect(events.at(-2)).toMatchObject({ event: "done", ...file, bytes: 1_000_000 });
    expect(events.at(-1)).toMatchObject({
      event: "summary",
      files: 1,
      bytes: 1_000_000,
      seconds: expect.any(Number) as number,
    });
    expect(events.at(-1)).toHaveProperty("verified");
  });
});

describe("errors", () => {
  it("are one line, what and why, or by --json one object, both on stderr", async () => {
    const command = serving(await scratch());
    expect(await runCli(["cat", ...command, "/x"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "sftp-cli: /x: No such file\n",
    });
    const { stdout, stderr } = await runCli(["cat", "--json", ...command, "/x"]);
    expect(stdout).toBe("");
    expect(objects(stderr)).toEqual([
      {
        error: {
          code: "ENOENT",
          status: 2,
          operation: expect.any(String) as string,
          path: "/x",
          message: expect.stringMatching(/^ENOENT: No such file, /) as string,
        },
      },
    ]);
  });

  it("have a status only if a STATUS said so, also where nothing was reached", async () => {
    const { stderr } = await runCli(["ls", "--json", "--command", "false", "/"]);
    const [printed] = objects(stderr) as [{ error: Record<string, unknown> }];
    expect(Object.keys(printed.error)).not.toContain("status");
    expect(printed.error).toMatchObject({
      code: expect.any(String) as string,
      message: expect.any(String) as string,
    });
  });
});

describe("what a server sent", () => {
  it("is never printed raw: not by names, not by messages, not in JSON", async () => {
    const served = await scratch();
    const name = "\u001b[31mred\u202e\u0007";
    await mkdir(join(served, name));
    await symlink(name, join(served, "link"));
    const { url, login, env } = await startServer(served);
    const outcomes = await Promise.all(
      [["ls"], ["ls", "-l"], ["ls", "--json"], ["ls", "-R"], ["find"], ["find", "--json"]].map(
        ([command, ...options]) => runCli([command!, ...options, ...login, `${url}/`], { env }),
      ),
    );
    outcomes.push(await runCli(["cat", ...login, `${url}/%1b[2J`], { env }));
    for (const { stdout, stderr } of outcomes) {
      // oxlint-disable-next-line no-control-regex -- it is what must not be there
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
    expect(outcomes[0]!.stdout).toContain("\\u{1b}[31mred");
  });
});

describe("exit codes", () => {
  it("are 0 for help and for the version, and 2 for what is no command, with what to do", async () => {
    for (const args of [["--help"], ["help", "get"], ["get", "--help"], ["--version"]]) {
      expect(await runCli(args)).toMatchObject({ code: 0, stderr: "" });
    }
    for (const args of [[], ["frobnicate"], ["get"], ["get", "--frobnicate", "host:x"], ["ls", "x"]]) {
      const { code, stderr, stdout } = await runCli(args);
      expect([args, code, stdout]).toEqual([args, 2, ""]);
      expect(stderr).toMatch(/--help|Usage|sftp:\/\//);
    }
  });
});
