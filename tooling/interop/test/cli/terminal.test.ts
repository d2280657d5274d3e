import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { background } from "../../src/process/background.ts";
import { program } from "../../src/process/program.ts";
import { run, runOk } from "../../src/process/run.ts";
import { terminal } from "../../src/process/terminal.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";

const cli = [process.execPath, sftpCli];

describe("sftp-cli on a terminal", () => {
  it("asks about an unknown host, keeps its key, and asks up to three times for a password", async () => {
    const [served, home] = [await scratch(), await scratch()];
    await writeFile(join(served, "served file"), "");
    const args = [sftpCli, "serve", served, "--port", "0", "--user", "me:right"];
    const server = await background(process.execPath, args, { ready: /listening on .*:(\d+)\n/ });
    onTestFinished(async () => void (await server.stop()));
    const knownHosts = join(home, "known_hosts");
    const list = ["ls", "--known-hosts", knownHosts, `sftp://me@127.0.0.1:${server.match[1]}/`];
    const shell = await terminal(["bash", "--norc"], { cwd: home, env: { HOME: home, SSH_AUTH_SOCK: "" } });
    const command = [...cli, ...list].map((word) => `'${word}'`).join(" ");

    await shell.type(`${command}; echo "code $?"\n`);
    await shell.shows(/fingerprint\s+SHA256:/);
    await shell.type("no\n");
    await shell.shows(/code 4/);

    await shell.type(`clear; ${command}; echo "code $?"\n`);
    await shell.shows(/Continue \(yes, no, or the fingerprint\)\? $/m);
    await shell.type("yes\n");
    for (const password of ["wrong", "worse", "right"]) {
      await shell.shows(/password: *\n*$/);
      await shell.type(`${password}\n`);
      await shell.shows(password === "right" ? /code 0/ : /password:[^]*password: *\n*$|code/);
    }
    expect(await shell.shows(/code 0/)).toContain("served file");
    expect(await readFile(knownHosts, "utf8")).toMatch(/^(\[127\.0\.0\.1\]:\d+|\|1\|\S+) ssh-/);
    // Without a terminal nothing is asked.
    const { code, stderr } = await run("setsid", ["-w", ...cli, ...list], {
      env: { HOME: home, SSH_AUTH_SOCK: "" },
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(/nothing could be tried \(there is no agent, no key in ~\/\.ssh, no password\)/);
  });

  it("has a shell with completion, history, and Ctrl-C for the command, not the shell", async () => {
    const [served, home] = [await scratch(), await scratch()];
    await mkdir(join(served, "reports"));
    await writeFile(join(served, "reports/first draft.txt"), "draft");
    const start = async () => {
      const server = "/usr/lib/openssh/sftp-server";
      const shell = await terminal([...cli, "shell", "--command", server], {
        cwd: served,
        env: { HOME: home },
      });
      await shell.shows(/sftp> $/m);
      return shell;
    };
    const shell = await start();
    await shell.type("rea");
    await shell.press("Tab");
    await shell.shows(/sftp> realpath/);
    await shell.press("C-c");
    await shell.type("cat rep");
    await shell.press("Tab");
    await shell.shows(/cat reports\//);
    await shell.press("Tab");
    await shell.shows(/cat reports\/first\\ draft\.txt/);
    await shell.press("Enter");
    await shell.shows(/^draft/m);
    await shell.type("!sleep 100\n");
    await shell.shows(/!sleep 100\n/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await shell.press("C-c");
    await shell.type("pwd\n");
    await shell.shows(/Remote working directory: \//);
    await shell.type("exit\n");

    const again = await start();
    await again.press("Up", "Up");
    await again.shows(/sftp> pwd/);
  });
});

describe("sftp-cli completion", () => {
  it.each([
    ["bash", ["bash", "--norc"], 'eval "$(cat script)"'],
    ["zsh", ["zsh", "-f"], "autoload -U compinit; compinit -D; source ./script"],
    ["fish", ["fish", "--no-config"], "source script"],
  ])("completes commands, options and their words in %s", async (name, command, setup) => {
    const folder = await scratch();
    const { stdout } = await runOk(process.execPath, [sftpCli, "completion", name]);
    await writeFile(join(folder, "script"), stdout);
    await writeFile(join(folder, "upload.txt"), "");
    const shell = await terminal([program(command[0]!), ...command.slice(1)], {
      cwd: folder,
      env: { HOME: folder, PS1: "$ " },
    });
    await shell.type(`${setup}; echo set up\n`);
    await shell.shows(/^set up/m);
    const completes = async (typed: string, completed: RegExp) => {
      await shell.type(typed);
      await shell.press("Tab");
      await shell.shows(completed);
      await shell.press("C-u");
    };
    await completes("sftp-cli real", /sftp-cli realpath/);
    await completes("sftp-cli get --dry", /sftp-cli get --dry-run/);
    await completes("sftp-cli get --verify h", /sftp-cli get --verify hash/);
    await completes("sftp-cli put upl", /sftp-cli put upload\.txt/);
  });
});

describe("the man page", () => {
  it("is what man and mandoc want, and has every command", async () => {
    const folder = await scratch();
    const { stdout } = await runOk(process.execPath, [sftpCli, "man"]);
    const page = join(folder, "sftp-cli.1");
    await writeFile(page, stdout);
    const { stderr } = await run("man", ["--warnings", "-l", page], { env: { MANPAGER: "cat" } });
    expect(stderr).toBe("");
    const lint = await run("mandoc", ["-T", "lint", page]);
    // Whether other pages are installed says nothing about this one.
    const complaints = lint.stdout.split("\n").filter((line) => line !== "" && !line.includes("mandoc.db"));
    expect(complaints).toEqual([]);
    const help = await runOk(process.execPath, [sftpCli, "--help"]);
    const names = [...help.stdout.matchAll(/^ {2}([a-z]+) \[/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names.filter((each) => each !== "help")) expect(stdout).toContain(`.It Cm ${name}`);
  });
});
