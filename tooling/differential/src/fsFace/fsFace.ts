import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { SFTPClient } from "@sftp/client";
import { FsBackend } from "@sftp/fs-backend";
import { SFTPServer } from "@sftp/server";
import { channelPair, Random } from "@sftp/testing";
import type { Accepted, Comparison } from "../comparison.ts";
import { accepted, acceptedAtOpenssh } from "./accepted.ts";
import { nextCall } from "./program.ts";

/** Calls of a program. */
const STEPS = 40;

/** How a session is opened on a directory, and the path that the directory has there. */
type Open = (root: string) => Promise<{ readonly client: SFTPClient; readonly at: string }>;

/** `client.fs` of our server, and `node:fs/promises`. */
export const fsFace = comparison("fs", accepted, async (root) => {
  const [near, far] = channelPair();
  void new SFTPServer(far, { backend: new FsBackend({ root }) });
  return { client: await SFTPClient.fromChannel(near), at: "/" };
});

/** `client.fs` of OpenSSH's server, and `node:fs/promises`. */
export const fsFaceAtOpenssh = comparison("fs-openssh", acceptedAtOpenssh, async (root) => {
  const child = spawn("/usr/lib/openssh/sftp-server", [], { stdio: ["pipe", "pipe", "ignore"] });
  const channel = Duplex.from({ writable: child.stdin, readable: child.stdout });
  return { client: await SFTPClient.fromChannel(channel), at: root };
});

function comparison(name: string, differences: readonly Accepted[], open: Open): Comparison {
  return {
    name,
    theirs: "node:fs/promises",
    accepted: differences,
    async *run(seed) {
      const directory = await fs.mkdtemp(join(tmpdir(), "sftp-differential-"));
      const [remote, local] = [join(directory, "remote"), join(directory, "local")];
      await Promise.all([fs.mkdir(remote), fs.mkdir(local)]);
      const { client, at } = await open(remote);
      try {
        const random = new Random(seed);
        for (let step = 0; step < STEPS; step++) {
          const call = nextCall(random);
          // What becomes of the target of a copy that fails half-way is promised by nobody.
          if (call.name === "copyFile" && !(await isFile(join(local, String(call.args[0]))))) continue;
          const ours = await said(
            () => call.run(client.fs.promises as unknown as typeof fs, (path) => join(at, path)),
            at,
          );
          const theirs = await said(() => call.run(fs, (path) => join(local, path)), local);
          yield { step: JSON.stringify({ call: call.name, args: call.args }), ours, theirs };
        }
      } finally {
        await client.close();
        await fs.rm(directory, { recursive: true, force: true });
      }
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  return fs.stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** What a call gave, or the code of what it threw, with paths as they are below the root. */
async function said(work: () => Promise<unknown>, root: string): Promise<string> {
  const plain = (text: string): string =>
    text.replaceAll(root === "/" ? "\0" : root, "").replaceAll('""', '"/"');
  try {
    return plain(JSON.stringify(await work()) ?? "undefined");
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return `throws ${code ?? name}`;
  }
}
