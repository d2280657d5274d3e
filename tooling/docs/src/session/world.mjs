// @ts-check
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { authorizedKeys, FsBackend, serve, SFTPError, StatusCode } from "@sftp/sftp";

const run = promisify(execFile);
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const program = here("../../../../packages/cli/bin/sftp-cli.js");
const preload = here("../../programs/atExampleOrg.mjs");

/** What stands on the server, and in the user's folder. */
const served = {
  "pub/big.iso": Buffer.alloc(24 * 2 ** 20, "big"),
  "pub/old": "old",
  "photos/2026/sea.jpg": Buffer.alloc(300_000, "sea"),
  "photos/2026/wood.jpg": Buffer.alloc(200_000, "wood"),
  "inbox/.keep": "",
  "srv/www/gone.html": "gone",
  "var/log/syslog": Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join(""),
  "backup/.keep": "",
  "scratch/a/b": "",
};
const local = {
  "report.pdf": Buffer.alloc(40_000, "%PDF"),
  "site/index.html": "<p>new</p>\n",
  "site/img/logo.svg": "<svg/>\n",
  "site/next.draft": "<p>not yet</p>\n",
  "public/file": "for all",
};

/** How many bytes a file may have at the server with a quota. */
const QUOTA = 1_000_000;

/** A user's home and folder, and the servers of the session. */
export async function createWorld() {
  const folder = await mkdtemp(join(tmpdir(), "session-"));
  const at = (/** @type {string[]} */ ...names) => join(folder, ...names);
  await writeFiles(at("served"), served);
  await writeFiles(at("home"), local);
  await mkdir(at("home/Pictures"));
  await mkdir(at("home/.ssh"), { mode: 0o700 });
  await makeKey(at("home/.ssh/id_ed25519"));
  await copyFile(at("home/.ssh/id_ed25519.pub"), at("home/.ssh/authorized_keys"));
  await makeKey(at("host_key"));
  await makeKey(at("other_key"));
  await mkdir(at("small"));
  await run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", at("small")]);

  const keys = await readFile(at("home/.ssh/authorized_keys"), "utf8");
  const listeners = await Promise.all(
    [
      new FsBackend({ root: at("served") }),
      new WithQuota({ root: at("served/inbox") }),
      new FsBackend({ root: at("small") }),
    ].map(async (backend) =>
      serve({
        hostKeys: [await readFile(at("host_key"))],
        authenticate: authorizedKeys({ me: keys }),
        backend,
      }),
    ),
  );
  const hosts = ["sftp.example.org", "quota.example.org", "small.example.org"];
  await mkdir(at("bin"));
  const wrapper = `#!/bin/sh\nexec ${process.execPath} --import ${preload} ${program} "$@"\n`;
  await writeFile(at("bin/sftp-cli"), wrapper, { mode: 0o755 });
  await know("host_key");

  return {
    home: at("home"),
    env: {
      HOME: at("home"),
      PATH: `${at("bin")}:${process.env["PATH"]}`,
      SSH_AUTH_SOCK: "",
      LANG: "C.UTF-8",
      EXAMPLE_PORTS: JSON.stringify(Object.fromEntries(hosts.map((host, n) => [host, listeners[n]?.port]))),
    },
    know,
    /** Whether others can read the user's key. */
    shareKey: (/** @type {boolean} */ isShared) =>
      chmod(at("home/.ssh/id_ed25519"), isShared ? 0o644 : 0o600),
    /** What was printed, as if it were another computer. */
    clean: (/** @type {string} */ text) =>
      text
        .replaceAll(at("home"), "/home/me")
        .replaceAll("ECONNREFUSED 127.0.0.1", "ECONNREFUSED 192.0.2.7")
        .replaceAll(folder, "/tmp"),
    async close() {
      await Promise.all(listeners.map((listener) => listener.close({ graceMs: 0 })));
      await run("umount", ["--lazy", at("small")]);
      await rm(folder, { recursive: true });
    },
  };

  /** Has the user know the servers by this key. */
  async function know(/** @type {string} */ name) {
    const key = await readFile(at(`${name}.pub`), "utf8");
    await writeFile(at("home/.ssh/known_hosts"), `*.example.org ${key}`);
  }
}

/** A folder in which no file may become larger than the quota. */
class WithQuota extends FsBackend {
  /**
   * @override
   * @param {Parameters<FsBackend["open"]>} args
   */
  async open(...args) {
    const handle = await super.open(...args);
    const write = handle.write?.bind(handle);
    /** @type {NonNullable<typeof write>} */
    handle.write = (data, offset) => {
      if (offset + data.length > QUOTA) throw new SFTPError(StatusCode.QUOTA_EXCEEDED);
      return write?.(data, offset);
    };
    return handle;
  }
}

/**
 * @param {string} root
 * @param {Readonly<Record<string, string | Buffer>>} files
 */
async function writeFiles(root, files) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

/** @param {string} path */
async function makeKey(path) {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "me", "-f", path]);
}
