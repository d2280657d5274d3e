/** `pnpm bench:jail`: what the jail of the file system costs, beside Node's own calls without one, on this machine now. */
import { mkdirSync, mkdtempSync, promises, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FsBackend } from "@sftp/fs-backend";
import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { Bench } from "tinybench";

const BLOCK = 32 * 1024;
const NONE = new SFTPAttributes();

const root = mkdtempSync(join(tmpdir(), "sftp-bench-"));
try {
  mkdirSync(join(root, "a/b"), { recursive: true });
  const path = join(root, "a/b/file");
  writeFileSync(path, Buffer.alloc(BLOCK));
  const jail = new FsBackend({ root });
  const plain = new FsBackend();
  const flags = OpenFlags.READ | OpenFlags.WRITE;
  const [jailed, free] = [await jail.open("/a/b/file", flags, NONE), await plain.open(path, flags, NONE)];
  const block = Buffer.alloc(BLOCK);

  const bench = new Bench({ time: 2_000, warmupTime: 500 });
  bench
    .add("stat: await fs.promises.stat()", () => promises.stat(path))
    .add("stat: without a root", async () => void (await plain.stat(path)))
    .add("stat: in the jail", async () => void (await jail.stat("/a/b/file")))
    .add("read of 32 KiB: without a root", async () => void (await free.read(block, 0)))
    .add("read of 32 KiB: in the jail", async () => void (await jailed.read(block, 0)))
    .add("write of 32 KiB: without a root", async () => void (await free.write(block, 0)))
    .add("write of 32 KiB: in the jail", async () => void (await jailed.write(block, 0)));
  await bench.run();
  console.log("| | median µs |\n| --- | ---: |");
  for (const { name, result } of bench.tasks) {
    if (!("latency" in result)) throw new Error(`${name} failed`);
    console.log(`| ${name} | ${(result.latency.p50 * 1000).toFixed(1)} |`);
  }
  await Promise.all([jailed.close("closed"), free.close("closed")]);
  await Promise.all([jail.release(), plain.release()]);
} finally {
  rmSync(root, { recursive: true });
}
