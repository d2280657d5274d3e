import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SFTPClient } from "@sftp/client";
import { FsBackend } from "@sftp/fs-backend";
import { SFTPServer } from "@sftp/server";
import { channelPair, Random } from "@sftp/testing";
import type { Comparison, Pair } from "../comparison.ts";
import { accepted } from "./accepted.ts";
import { changeTree, makeTree } from "./randomTree.ts";

const run = promisify(execFile);

/** Whole trees: `put` and `get` with `recursive`, and `sync`; beside them `cp -a` and `rsync -a`. */
export const trees: Comparison = {
  name: "trees",
  theirs: "cp -a and rsync -a --delete",
  accepted,
  async *run(seed) {
    const directory = await fs.mkdtemp(join(tmpdir(), "sftp-differential-"));
    const at = (name: string): string => join(directory, name);
    await Promise.all(["source", "root"].map((name) => fs.mkdir(at(name))));
    const [near, far] = channelPair();
    void new SFTPServer(far, { backend: new FsBackend({ root: at("root") }) });
    const client = await SFTPClient.fromChannel(near);
    const options = { recursive: true, preserve: true, symlinks: "keep" } as const;
    try {
      const random = new Random(seed);
      await makeTree(random, at("source"));

      await client.put(at("source"), "/tree", options);
      await run("/usr/bin/cp", ["-a", at("source"), at("copy")]);
      yield* compared("put", at("root/tree"), at("copy"));

      await client.get("/tree", at("got"), options);
      await run("/usr/bin/cp", ["-a", at("copy"), at("got-copy")]);
      yield* compared("get", at("got"), at("got-copy"));

      await changeTree(random, at("source"));
      await client.sync({ local: at("source") }, { remote: "/tree" }, { delete: true, symlinks: "keep" });
      await run("/usr/bin/rsync", ["-a", "--delete", `${at("source")}/`, `${at("copy")}/`]);
      yield* compared("sync", at("root/tree"), at("copy"));
    } finally {
      await client.close();
      await fs.rm(directory, { recursive: true, force: true });
    }
  },
};

/** Both trees, entry by entry. */
async function* compared(what: string, ours: string, theirs: string): AsyncGenerator<Pair> {
  const [one, other] = await Promise.all([manifest(ours), manifest(theirs)]);
  for (const path of new Set([...one.keys(), ...other.keys()])) {
    yield {
      step: `${what} ${JSON.stringify(path)}`,
      ours: one.get(path) ?? "nothing",
      theirs: other.get(path) ?? "nothing",
    };
  }
}

/** What is in a tree: of each entry its kind, its mode, its time in seconds, and its content. */
async function manifest(top: string, path = ""): Promise<Map<string, string>> {
  const full = join(top, path);
  const stats = await fs.lstat(full);
  const kind = stats.isDirectory() ? "directory" : stats.isSymbolicLink() ? "link" : "file";
  const attributes = `${(stats.mode & 0o7777).toString(8)} ${Math.floor(stats.mtimeMs / 1000)}`;
  const said = kind === "link" ? kind : `${kind} ${attributes}`;
  const entries = new Map([[path || ".", said + (await contentSaid(kind, full))]]);
  if (kind !== "directory") return entries;
  for (const name of (await fs.readdir(full)).toSorted()) {
    for (const [below, entry] of await manifest(top, join(path, name))) entries.set(below, entry);
  }
  return entries;
}

async function contentSaid(kind: string, path: string): Promise<string> {
  if (kind === "directory") return "";
  if (kind === "link") return ` to ${await fs.readlink(path)}`;
  const content = await fs.readFile(path);
  return ` ${content.length} ${createHash("sha256").update(content).digest("hex").slice(0, 12)}`;
}
