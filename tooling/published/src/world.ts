import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { FsBackend, serve } from "@sftp/sftp";

/** What stands on the server, and beside the example, before it runs. */
const served = {
  "/etc/motd": "Welcome.\n",
  "/var/log/syslog": "first line\nsecond line\n",
  "/pub/big.iso": "x".repeat(3_000_000),
  "/pub/readme.txt": "Read me.\n",
  "/srv/www/index.html": "<p>old</p>\n",
};
const local = {
  "site/index.html": "<p>new</p>\n",
  "site/img/logo.svg": "<svg/>\n",
  "big.iso": "y".repeat(1_000_000),
  "report.pdf": "%PDF\n",
  "package.json": "{}\n",
};

/** Where an example runs: a home, a working directory, and a server that answers for every host. */
export interface World {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** Makes a new world. Everyone may log in, and the home knows the server's key. */
export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "example-"));
  const [home, cwd, root] = ["home", "cwd", "served"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFiles(root, served);
  await writeFiles(cwd, local);
  await mkdir(join(home, ".ssh"), { recursive: true });
  const [hostKey] = await Promise.all([
    makeKey(join(folder, "host_key")),
    makeKey(join(home, ".ssh/id_ed25519")),
  ]);
  const publicKey = await readFile(join(folder, "host_key.pub"), "utf8");
  await writeFile(join(home, ".ssh/known_hosts"), `* ${publicKey}`);

  const listener = await serve({
    hostKeys: [hostKey],
    authenticate: () => true,
    backend: new FsBackend({ root }),
  });
  return {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      SFTP_PASSWORD: "secret",
      EXAMPLE_PORT: String(listener.port),
    },
    async close() {
      await listener.close({ graceMs: 0 });
      await rm(folder, { recursive: true });
    },
  };
}

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

async function makeKey(path: string): Promise<Buffer> {
  await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
  return readFile(path);
}
