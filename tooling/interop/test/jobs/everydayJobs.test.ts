import { readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { background } from "../../src/process/background.ts";
import { program } from "../../src/process/program.ts";
import { type Outcome, run } from "../../src/process/run.ts";
import type { Endpoint } from "../../src/servers/index.ts";
import { ownProgram } from "../../src/servers/python.ts";
import { sftpCli, startSftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

const readme = fileURLToPath(new URL("../../../../packages/cli/README.md", import.meta.url));
const topReadme = fileURLToPath(new URL("../../../../README.md", import.meta.url));

/** What stands on the server, and in the working directory. */
const served = {
  "pub/big.iso": "x".repeat(3_000_000),
  "pub/readme.txt": "Read me.\n",
  "pub/old": "old",
  "photos/2026/sea.jpg": "blue",
  "inbox/.keep": "",
  "srv/www/gone.html": "",
  "mirror/index.html": "<p>new</p>\n",
  "var/log/syslog": Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join(""),
  "backup/.keep": "",
  "scratch/a/b": "",
};
const local = {
  "big.iso": "x".repeat(1_000_000),
  "report.pdf": "%PDF\n",
  "site/index.html": "<p>new</p>\n",
  "site/next.draft": "<p>not yet</p>\n",
  "public/file": "for all",
};

/** A user with a home, a working directory, and a server that sftp.example.org is. */
interface Setting {
  readonly server: Endpoint;
  readonly home: string;
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** A command of the README as it is run here. */
  adapt(command: string): string;
}

const servers = {
  "sftp-cli serve": () => startSftpCli(),
  "a real sshd": () => startSshd((folder) => `${program("sftp-server")} -d ${folder}`),
};

/** What is left of each job, by its number in the README. */
const outcomes: ((setting: Setting, outcome: Outcome) => Promise<void>)[] = [
  async ({ cwd }, { stdout }) => {
    expect(await readFile(join(cwd, "big.iso"), "utf8")).toBe(served["pub/big.iso"]);
    expect(stdout).toMatch(/977 KiB of it were there already, verified by hash\n$/);
  },
  async ({ home }) => expect(await readFile(join(home, "Pictures/photos/2026/sea.jpg"), "utf8")).toBe("blue"),
  async ({ server }) =>
    expect(await readFile(join(server.folder, "inbox/report.pdf"), "utf8")).toBe("%PDF\n"),
  async ({ server, cwd }) => {
    const [original, copy] = [join(cwd, "site/index.html"), join(server.folder, "srv/www/index.html")];
    expect(await readdir(join(server.folder, "srv/www"))).toEqual(["index.html"]);
    expect((await stat(copy)).mtimeMs).toBe(Math.floor((await stat(original)).mtimeMs / 1000) * 1000);
  },
  async (_, { stdout }) => expect(stdout).toMatch(/^-rw\S+ .* \d+ .* syslog\n$/),
  async (_, { stdout }) => expect(stdout).toBe("1 file the same (11 B)\n"),
  async (_, { stdout }) =>
    expect(stdout).toBe(
      served["var/log/syslog"]
        .split(/(?<=\n)/)
        .slice(-20)
        .join(""),
    ),
  async ({ server }) => {
    const archive = join(server.folder, "backup/site.tar.gz");
    expect((await run("tar", ["-tzf", archive])).stdout).toContain("site/index.html");
  },
  async ({ server }) => {
    expect(await readdir(join(server.folder, "pub"))).toContain("archive");
    expect(await readdir(server.folder)).not.toContain("scratch");
  },
];

describe.each(Object.entries(servers))("the ten everyday jobs with %s", (_name, start) => {
  const jobs = readJobs();

  it("are ten", () => {
    expect(jobs.length).toBe(10);
  });

  it.each(jobs.slice(0, 9).map((job, index) => [index + 1, job] as const))("%d: %s", async (number, job) => {
    const setting = await open(start);
    const { cwd, env } = setting;
    const outcome = await run("bash", ["-euo", "pipefail", "-c", setting.adapt(job)], { cwd, env });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    await outcomes[number - 1]!(setting, outcome);
  });
});

describe("the tenth everyday job", () => {
  it("serves a folder", async () => {
    const setting = await open(startSftpCli);
    const { cwd, home, env } = setting;
    const command = `exec ${readJobs()[9]!.replace("--port 2222", "--port 0")}`;
    const ready = /listening on 127\.0\.0\.1:(\d+)\n/;
    const guest = await background("bash", ["-c", command], { cwd, env, ready });
    onTestFinished(async () => void (await guest.stop()));
    const url = `sftp://guest@127.0.0.1:${guest.match[1]}`;
    const options = ["--identity", join(home, ".ssh/id_ed25519"), "--host-key", "insecure-accept-any"];
    const fetched = await run(process.execPath, [sftpCli, "cat", ...options, `${url}/file`]);
    expect(fetched).toMatchObject({ code: 0, stdout: "for all" });
    expect(await run(process.execPath, [sftpCli, "rm", ...options, `${url}/file`])).toMatchObject({
      code: 1,
    });
  });
});

it("the README of the whole shows some of these jobs, and nothing else", () => {
  const shown = readFileSync(topReadme, "utf8").match(/(?<=^npx @sftp\/cli ).*$/gm);
  expect(shown?.length).toBeGreaterThan(2);
  const jobs = readJobs();
  for (const command of shown!) expect(jobs).toContain(`sftp-cli ${command}`);
});

/** The commands of the README, by their numbers there. */
function readJobs(): string[] {
  const [, block = ""] =
    /## Ten everyday jobs\n\n```sh\n([^]*?)\n```/.exec(readFileSync(readme, "utf8")) ?? [];
  return block
    .split(/^# \d+\. .*\n/m)
    .slice(1)
    .map((job) => job.trim());
}

async function open(start: () => Promise<Endpoint>): Promise<Setting> {
  const server = await start();
  onTestFinished(async () => void (await server.stop()));
  const folder = await scratch();
  const [home, cwd, bin] = ["home", "cwd", "bin"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFiles(server.folder, served);
  await writeFiles(cwd, local);
  await mkdir(join(home, "Pictures"), { recursive: true });
  await makeSsh(join(home, ".ssh"), server);
  await mkdir(bin);
  const node = `${process.execPath} --import ${ownProgram("redirect.mjs")}`;
  await writeFile(join(bin, "sftp-cli"), `#!/bin/sh\nexec ${node} ${sftpCli} "$@"\n`);
  await chmod(join(bin, "sftp-cli"), 0o755);

  // The paths of the README are those of a server that serves nothing else.
  const root = server.remoteFolder === "/" ? "" : server.remoteFolder;
  return {
    server,
    home,
    cwd,
    env: {
      PATH: `${bin}:${process.env["PATH"]}`,
      HOME: home,
      SSH_AUTH_SOCK: "",
      REDIRECT_PORT: String(server.port),
    },
    adapt: (command) =>
      command
        .replaceAll("me@sftp.example.org/", `me@sftp.example.org${root}/`)
        .replaceAll(" /pub/", ` ${root}/pub/`)
        .replaceAll("me@", `${server.account.username}@`),
  };
}

async function makeSsh(folder: string, { account }: Endpoint): Promise<void> {
  await mkdir(folder);
  await copyFile(account.identity, join(folder, "id_ed25519"));
  await copyFile(account.authorizedKeys, join(folder, "authorized_keys"));
  const hostKey = await readFile(`${account.hostKey}.pub`, "utf8");
  await writeFile(join(folder, "known_hosts"), `sftp.example.org ${hostKey}`);
}

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}
