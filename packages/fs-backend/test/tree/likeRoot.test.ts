import fs from "node:fs";
import { join } from "node:path";

import { type SFTPAttributes, utf8 } from "@sftp/server";
import { repeats } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { FsBackend } from "../../src/fsBackend.ts";
import { codeOf, get, names as list, NONE, put, roots, scratchFolder } from "../scratch.ts";
import { ModelTree } from "./modelTree.ts";

/** One operation of a random program; what it does not need of the two paths it ignores. */
interface Step {
  readonly operation: keyof typeof operations;
  readonly path: string;
  readonly other: string;
}

type Both = readonly [
  real: (backend: FsBackend, step: Step) => Promise<unknown>,
  model: (tree: ModelTree, step: Step) => unknown,
];

const operations = {
  stat: [async (backend, { path }) => kind(await backend.stat(path)), (tree, { path }) => tree.stat(path)],
  lstat: [async (backend, { path }) => kind(await backend.lstat(path)), (tree, { path }) => tree.lstat(path)],
  read: [(backend, { path }) => get(backend, path), (tree, { path }) => tree.read(path)],
  list: [async (backend, { path }) => String(await list(backend, path)), (tree, { path }) => tree.list(path)],
  readlink: [async (backend, { path }) => backend.readlink(path), (tree, { path }) => tree.readlink(path)],
  realpath: [
    async (backend, { path }) => backend.canonicalize(path),
    (tree, { path }) => tree.canonicalize(path),
  ],
  write: [
    (backend, { path, other }) => put(backend, path, escape(other)),
    (tree, { path, other }) => tree.write(path, escape(other)),
  ],
  mkdir: [async (backend, { path }) => backend.mkdir(path, NONE), (tree, { path }) => tree.mkdir(path)],
  rmdir: [async (backend, { path }) => backend.rmdir(path), (tree, { path }) => tree.rmdir(path)],
  remove: [async (backend, { path }) => backend.remove(path), (tree, { path }) => tree.remove(path)],
  symlink: [
    async (backend, { path, other }) => backend.symlink(other, path),
    (tree, { path, other }) => tree.symlink(other, path),
  ],
  hardlink: [
    async (backend, { path, other }) => backend.hardlink(path, other),
    (tree, { path, other }) => tree.hardlink(path, other),
  ],
  rename: [
    async (backend, { path, other }) => backend.rename(path, other),
    (tree, { path, other }) => tree.rename(path, other),
  ],
  posixRename: [
    async (backend, { path, other }) => backend.posixRename(path, other),
    (tree, { path, other }) => tree.posixRename(path, other),
  ],
} satisfies Record<string, Both>;

const name = fc.constantFrom("a", "b", "c", "a", "b", "..", ".", "", "\udcff", "n".repeat(255));
const path = fc
  .tuple(fc.constantFrom("", "/"), fc.array(name, { maxLength: 5 }))
  .map(([start, parts]) => start + parts.join("/"));
const steps = fc.array(
  fc.record({
    operation: fc.constantFrom(...(Object.keys(operations) as Step["operation"][])),
    path,
    other: fc.oneof(path, path, fc.constant("OUTSIDE/a")),
  }),
  { minLength: 10, maxLength: 50, size: "max" },
);

function kind({ type }: SFTPAttributes): string {
  return { directory: "folder", symlink: "link" }[type as string] ?? type;
}

/** What an operation returns, or the code of its error. */
async function outcome(action: () => unknown): Promise<unknown> {
  let value: unknown;
  const code = await codeOf(async () => {
    value = await action();
  });
  return code || value;
}

/** What is on the disk, in the form of the model's snapshot. */
function snapshot(folder: Buffer): unknown {
  const names = fs.readdirSync(folder, { encoding: "buffer" });
  return Object.fromEntries(
    names.map((bytes) => [utf8.decode(bytes), show(Buffer.concat([folder, Buffer.from("/"), bytes]))]),
  );
}

function show(at: Buffer): unknown {
  const stats = fs.lstatSync(at);
  if (stats.isDirectory()) return snapshot(at);
  return stats.isFile()
    ? `file ${fs.readFileSync(at)}`
    : `link ${utf8.decode(fs.readlinkSync(at, { encoding: "buffer" }))}`;
}

/** What there is when a program begins. */
const beginning: readonly Step[] = [
  { operation: "mkdir", path: "/a", other: "" },
  { operation: "mkdir", path: "/a/b", other: "" },
  { operation: "mkdir", path: "/b", other: "" },
  { operation: "write", path: "/a/b/a", other: "file" },
  { operation: "symlink", path: "/a/c", other: "../b/" },
  { operation: "symlink", path: "/c", other: "/a/b" },
];

/** So many random programs, of thirty operations or so. */
const PROGRAMS = repeats(100);

describe.each(roots)("%s", (_kind, options) => {
  it("[B-2] every path means what it would mean if the root were /", async () => {
    const scratch = scratchFolder();
    const outside = join(scratch, "outside");
    fs.mkdirSync(join(outside, "a"), { recursive: true });
    fs.writeFileSync(join(outside, "a/b"), "secret");
    const before = fs.statSync(join(outside, "a"), { bigint: true }).ctimeNs;
    let round = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const root = join(scratch, `root${round++}`);
        fs.mkdirSync(root);
        const backend = new FsBackend({ root, ...options });
        const tree = new ModelTree();
        for (const step of [...beginning, ...program]) {
          const [real, model] = operations[step.operation];
          const other = step.other.replace("OUTSIDE", outside);
          const expected = await outcome(() => model(tree, { ...step, other }));
          expect(await outcome(() => real(backend, { ...step, other }))).toEqual(expected);
        }
        expect(snapshot(Buffer.from(root))).toEqual(tree.snapshot());
        await backend.release();
        fs.rmSync(root, { recursive: true });
      }),
      { numRuns: PROGRAMS, seed: 7 },
    );
    expect(snapshot(Buffer.from(outside))).toEqual({ a: { b: "file secret" } });
    expect(fs.statSync(join(outside, "a"), { bigint: true }).ctimeNs).toBe(before);
  });
});
