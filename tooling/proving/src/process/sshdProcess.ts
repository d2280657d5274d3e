import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import ssh2 from "ssh2";

import type { Address } from "./serverProcess.ts";

/** OpenSSH's sshd, to compare with; it lets in the user who runs the proof, with a key. */
export class SshdProcess {
  readonly address: Address;
  /** What a client needs to log in. */
  readonly login: { readonly username: string; readonly privateKey: string };
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(child: ChildProcess, directory: string, port: number, privateKey: string) {
    this.#child = child;
    this.#directory = directory;
    this.address = { host: "127.0.0.1", port };
    this.login = { username: userInfo().username, privateKey };
  }

  static async start(): Promise<SshdProcess> {
    const directory = await mkdtemp(join(tmpdir(), "sshd-"));
    const port = await freePort();
    const host = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    const user = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    const [hostKey, keys, config] = ["host", "keys", "config"].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(hostKey, host.private, { mode: 0o600 });
    await writeFile(keys, user.public);
    const settings = [
      "ListenAddress 127.0.0.1",
      `Port ${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${keys}`,
      "PermitRootLogin prohibit-password",
      "StrictModes no",
      "UsePAM no",
      "PidFile none",
      "MaxStartups 200",
      "Subsystem sftp internal-sftp",
    ];
    await writeFile(config, `${settings.join("\n")}\n`);
    if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
    const child = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    for await (const text of child.stderr.setEncoding("utf8")) {
      if (/Server listening on/.test(text as string)) break;
    }
    child.stderr.destroy();
    return new SshdProcess(child, directory, port, user.private);
  }

  /** What is resident in all the processes of its connections, in bytes. */
  async resident(): Promise<number> {
    const children = await descendants(this.#child.pid!);
    const sizes = await Promise.all(children.map(residentOf));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    for (const pid of await descendants(this.#child.pid!)) kill(pid);
    this.#child.kill("SIGKILL");
    await ended;
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** All processes that a process has started, and those that they have. */
async function descendants(parent: number): Promise<number[]> {
  const children: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    if (/^.*\) \S+ (\d+)/.exec(stat)?.[1] === String(parent)) children.push(Number(name));
  }
  const below = await Promise.all(children.map(descendants));
  return [...children, ...below.flat()];
}

async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {}
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
