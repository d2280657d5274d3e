import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Outcome, program, runCli } from "../runCli.ts";
import { scratch } from "../scratch.ts";

interface Setting {
  readonly served: string;
  readonly here: string;
  batch(...lines: string[]): Promise<Outcome>;
  shell(...lines: string[]): Promise<Outcome>;
}

async function open(): Promise<Setting> {
  const [served, here] = [await scratch(), await scratch()];
  const command = ["--command", `${process.execPath} '${program}' serve '${served}' --stdio`];
  const run = (args: string[], lines: string[]) =>
    runCli([...args, ...command], { cwd: here, input: lines.join("\n"), env: { HOME: here } });
  return {
    served,
    here,
    batch: (...lines) => run(["batch", "-"], lines),
    shell: (...lines) => run(["shell"], lines),
  };
}

describe("batch", () => {
  it("runs the shell's commands over one connection, and prints them unless @ is in front", async () => {
    const { served, here, batch } = await open();
    await writeFile(join(here, "a"), "content");
    expect(await batch("put a", "@rename a b", "ls", "  # a comment", "", "@pwd")).toEqual({
      code: 0,
      stderr: "",
      stdout:
        "sftp> put a\na -> a (7 B)\nsftp> ls\nb\nsftp>   # a comment\nsftp> \nRemote working directory: /\n",
    });
    expect(await readdir(served)).toEqual(["b"]);
  });

  it("stops at the first failure, and not at one with - in front, in either order with @", async () => {
    const { served, batch } = await open();
    const { code, stderr, stdout } = await batch("-rm x", "@-rm x", "-@rm x", "mkdir a", "rm x", "mkdir b");
    expect([code, stderr]).toEqual([1, "sftp-cli: x: No such file\n".repeat(4)]);
    expect(stdout).toBe("sftp> -rm x\nsftp> mkdir a\nsftp> rm x\n");
    expect(await readdir(served)).toEqual(["a"]);
  });

  it("takes a file, and says before it connects that it cannot be read", async () => {
    const { here, served } = await open();
    await writeFile(join(here, "lines"), "mkdir made\n");
    const command = ["--command", `${process.execPath} '${program}' serve '${served}' --stdio`];
    expect(await runCli(["batch", "-q", join(here, "lines"), ...command])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(await readdir(served)).toEqual(["made"]);
    expect(await runCli(["batch", "/no/such", "--command", "false"])).toMatchObject({ code: 2 });
  });

  it("refuses what is no command, and wrong usage, with exit code 1", async () => {
    const { batch } = await open();
    for (const [line, words] of [
      ["frobnicate", "there is no command frobnicate: help lists those that there are"],
      ["ls --frobnicate", "unknown option '--frobnicate'; see help ls"],
      ["get", "missing required argument 'remote'; see help get"],
      ['rm "a', 'a closing " is missing'],
    ] as const) {
      const { code, stderr } = await batch(line);
      expect([line, code]).toEqual([line, 1]);
      expect(stderr).toContain(words);
    }
  });

  it("has the commands of OpenSSH's sftp and those of the command line", async () => {
    const { batch } = await open();
    const { stdout, code } = await batch("@help");
    expect(code).toBe(0);
    const names = (
      "get put reget reput ls lls cd lcd pwd lpwd mkdir lmkdir rm rmdir rename ln symlink chmod chown chgrp df stat cat " +
      "lumask progress version help exit quit bye chdir lchdir sync copy check find du"
    ).split(" ");
    for (const name of [...names, "?", "!"]) {
      expect(stdout.split(/[\s(),]+/)).toContain(name === "!" ? "!COMMAND" : name);
    }
  });

  it("keeps words together by quotes and backslashes, and quoted characters out of globs", async () => {
    const { served, batch } = await open();
    for (const name of ["a b", "x*", "xy", 'q"']) await writeFile(join(served, name), "");
    const { stdout, code } = await batch(
      "@ls 'a b'",
      "@ls a\\ b",
      "@ls 'x*'",
      "@ls x\\*",
      '@ls "q\\""',
      "@ls x*",
    );
    // What exists literally wins, quoted or not.
    expect([code, stdout]).toEqual([0, 'a b\na b\nx*\nx*\nq"\nx*\n']);
    const removed = await batch("rm x\\*", "@ls x*");
    expect(removed.stdout).toBe("sftp> rm x\\*\nxy\n");
  });

  it("removes nothing for an empty name", async () => {
    const { served, batch } = await open();
    await mkdir(join(served, "a/b"), { recursive: true });
    const { code } = await batch('-rm -r ""', "-rm -rf .", "cd a", "rm -r ..");
    expect(code).toBe(1);
    expect(await readdir(served)).toEqual(["a"]);
  });

  it("refuses to give two files one name in a directory", async () => {
    const { served, here, batch } = await open();
    for (const directory of ["x", "y", "to"]) {
      await mkdir(join(served, directory));
      await mkdir(join(here, directory));
    }
    for (const name of ["x/file", "y/file"]) {
      await writeFile(join(served, name), name);
      await writeFile(join(here, name), name);
    }
    const { stderr } = await batch("-mv */file to", "-get */file to", "-put */file to");
    expect(stderr).toMatch(/^(?:sftp-cli: \w+: x\/file and y\/file would both become file in to\n){3}$/);
    expect(await readFile(join(served, "x/file"), "utf8")).toBe("x/file");
    expect([await readdir(join(served, "to")), await readdir(join(here, "to"))]).toEqual([[], []]);
  });

  it("ends lines at line feeds only, and takes bytes that are not UTF-8", async () => {
    const { served, here } = await open();
    const name = Buffer.from([0x72, 0xff]);
    const lines = Buffer.concat([
      Buffer.from("mkdir a\u2028b\r\nmkdir "),
      name,
      Buffer.from("\n@mkdir last"),
    ]);
    await writeFile(join(here, "lines"), lines);
    const command = ["--command", `${process.execPath} '${program}' serve '${served}' --stdio`];
    expect(await runCli(["batch", join(here, "lines"), ...command])).toMatchObject({ code: 0, stderr: "" });
    await writeFile(Buffer.concat([Buffer.from(`${here}/`), name, Buffer.from("2")]), "");
    await writeFile(join(here, "puts"), "put r*\n");
    const puts = ["batch", join(here, "puts"), ...command];
    expect(await runCli(puts, { cwd: here })).toMatchObject({ code: 0, stderr: "" });
    const made = await readdir(served, { encoding: "buffer" });
    expect(made.map((each) => each.toString("latin1")).toSorted()).toEqual(
      ["a\u2028b", "last"].map((each) => Buffer.from(each).toString("latin1")).concat("r\xff", "r\xff2"),
    );
  });

  it("has ~ for the home directory in local paths, and globs in those of put and lls", async () => {
    const { served, here, batch } = await open();
    await mkdir(join(here, "site"));
    for (const name of ["a.txt", "b.txt", "site/index"]) await writeFile(join(here, name), name);
    const { code, stderr, stdout } = await batch(
      "@lcd site",
      "@put ~/*.txt .",
      "@get a.txt ~/back",
      "@sync ~/site :site",
      "@check ~/site :site",
      "@lls ~/*.txt",
      "lls no*",
    );
    expect([code, stderr]).toEqual([1, "sftp-cli: no*: nothing matches\n"]);
    expect(stdout).toContain(`${join(here, "a.txt")}\n${join(here, "b.txt")}\n`);
    expect((await readdir(served)).toSorted()).toEqual(["a.txt", "b.txt", "site"]);
    expect(await readFile(join(here, "back"), "utf8")).toBe("a.txt");
  });

  it("has - for a local file of that name, because stdin has the commands", async () => {
    const { served, here, batch } = await open();
    await writeFile(join(here, "-"), "content");
    expect(await batch("@put - copy", "@ls")).toMatchObject({ code: 0, stdout: "./- -> copy (7 B)\ncopy\n" });
    expect(await readFile(join(served, "copy"), "utf8")).toBe("content");
  });

  it("changes directories on both sides, and has ~ for the start directory", async () => {
    const { served, here, batch } = await open();
    await mkdir(join(served, "a/b"), { recursive: true });
    await mkdir(join(here, "down"));
    await writeFile(join(served, "a/b/file"), "content");
    const { code, stderr, stdout } = await batch(
      "cd a/b",
      "lcd down",
      "get file",
      "cd",
      "@pwd",
      "cd ~/a",
      "@pwd",
      "lchdir",
      "@lpwd",
      "lmkdir new",
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Remote working directory: /\n");
    expect(stdout).toContain("Remote working directory: /a\n");
    expect(stdout).toContain(`Local working directory: ${here}\n`);
    expect(await readFile(join(here, "down/file"), "utf8")).toBe("content");
    expect(await readdir(here)).toEqual(["down", "new"]);
  });

  it("has the short options of sftp", async () => {
    const { served, here, batch } = await open();
    await mkdir(join(here, "tree"));
    await writeFile(join(here, "tree/file"), "content");
    await writeFile(join(here, "part"), "content");
    await writeFile(join(served, "part"), "con");
    const { code, stderr } = await batch(
      "put -R tree",
      "get -r tree back",
      "put -p -f part other",
      "put -a part",
      "reput part",
      "ls -1 -a -f -h -l -n -r -S -t",
      "ls -la",
      "df -h",
      "df -i",
      "ln -s part soft",
      "symlink part softer",
      "ln part hard",
      "rename part other",
      "-rename -l other hard",
      "chmod 600 hard",
      "chmod u+x,go-w hard",
      "lumask 077",
      "lls -l",
      "!true",
      "progress",
      "mkdir a b",
      "rmdir a b",
    );
    expect(stderr).toBe("sftp-cli: other -> hard: File already exists; -f replaces it, if the server can\n");
    expect(code).toBe(0);
    expect((await readdir(served)).toSorted()).toEqual(["hard", "other", "soft", "softer", "tree"]);
    expect((await stat(join(served, "hard"))).mode & 0o777).toBe(0o700);
    expect(await readFile(join(here, "back/file"), "utf8")).toBe("content");
  });

  it("has sync, copy, check, find and du", async () => {
    const { served, here, batch } = await open();
    await mkdir(join(here, "site/sub"), { recursive: true });
    await writeFile(join(here, "site/sub/file"), "content");
    const { code, stderr, stdout } = await batch(
      "sync site www",
      "copy -r www backup",
      "check site :backup",
      "cd www",
      "@find .",
      "@du .",
      "sync : down",
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("./sub/file\n");
    expect(await readFile(join(served, "backup/sub/file"), "utf8")).toBe("content");
    expect(await readFile(join(here, "down/sub/file"), "utf8")).toBe("content");
  });
});

describe("shell with a stdin that is no terminal", () => {
  it("runs every line, and ends with 1 if one failed", async () => {
    const { served, shell } = await open();
    expect(await shell("rm x", "mkdir a")).toEqual({
      code: 1,
      stdout: "",
      stderr: "sftp-cli: x: No such file\n",
    });
    expect(await readdir(served)).toEqual(["a"]);
    expect(await shell("ls", "exit", "rm x")).toEqual({ code: 0, stdout: "a\n", stderr: "" });
  });
});
