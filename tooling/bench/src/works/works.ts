import { join } from "node:path";

import { fileDigest, treeDigest } from "../corpus/digest.ts";
import { makeManyEntries, makeTree, sizeOfEntry } from "../corpus/folders.ts";
import { randomBytes, writeRandomFile } from "../corpus/randomFile.ts";
import type { Endpoint, Kind } from "../contenders/contender.ts";
import type { Outcome } from "../measure/run.ts";
import type { Sizes } from "./sizes.ts";
import type { Work } from "./work.ts";

const MiB = 1024 * 1024;

/** What a small file of a tree has, and one random read. */
const BLOCK = 4096;

/** A server, near and far. */
export interface Ends {
  readonly near: Endpoint;
  readonly far: Endpoint;
}

/** All there is to be measured, in this order, on a corpus that is made in `folder` as far as it is needed. */
export function works(folder: string, sizes: Sizes, { near, far }: Ends): Work[] {
  const file = once(() => madeFile(join(folder, "file"), sizes.file, 1));
  const farFile = once(() => madeFile(join(folder, "far-file"), sizes.farFile, 2));
  const readFile = once(() => madeFile(join(folder, "read-file"), sizes.readFile, 3));
  const tree = once(() => madeTree(join(folder, "tree"), sizes.tree));
  const farTree = once(() => madeTree(join(folder, "far-tree"), sizes.farTree));
  const entries = once(() => {
    const path = join(folder, "entries");
    return { path, names: makeManyEntries(path, sizes.entries) };
  });
  const milliseconds = `at ${sizes.roundTrip} ms round trip`;
  return [
    transfer("get", `get of ${sizes.file / MiB} MiB`, "get", file, near, sizes.file),
    transfer("put", `put of ${sizes.file / MiB} MiB`, "put", file, near, sizes.file),
    transfer("get-tree", `get of ${sizes.tree} files of 4 KiB`, "getTree", tree, near, sizes.tree),
    transfer("put-tree", `put of ${sizes.tree} files of 4 KiB`, "putTree", tree, near, sizes.tree),
    {
      ...tallied("list", `listing of ${sizes.entries} entries with attributes`, "list", sizes.entries),
      endpoint: near,
      task: () => ({ kind: "list", remote: entries().path }),
    },
    ...(["statEach", "statAll"] as const).map((kind): Work => ({
      ...tallied(
        kind === "statEach" ? "stats-in-turn" : "stats-at-once",
        `${sizes.stats} stats ${kind === "statEach" ? "one after another" : "at once"}`,
        kind,
        sizes.stats,
      ),
      endpoint: near,
      task: () => ({ kind, remote: entries().path, names: entries().names.slice(0, sizes.stats) }),
    })),
    {
      id: "random-reads",
      title: `${sizes.reads} random reads of 4 KiB`,
      kind: "read",
      amount: sizes.reads,
      unit: "reads",
      endpoint: near,
      task: () => ({
        kind: "read",
        remote: readFile().path,
        local: readFile().path,
        offsets: randomOffsets(sizes.reads, sizes.readFile),
        length: BLOCK,
      }),
      // Each block was compared when it came.
      verify: async () => {},
    },
    transfer(
      "far-get",
      `get of ${sizes.farFile / MiB} MiB ${milliseconds}`,
      "get",
      farFile,
      far,
      sizes.farFile,
    ),
    transfer(
      "far-put",
      `put of ${sizes.farFile / MiB} MiB ${milliseconds}`,
      "put",
      farFile,
      far,
      sizes.farFile,
    ),
    transfer(
      "far-get-tree",
      `get of ${sizes.farTree} files of 4 KiB ${milliseconds}`,
      "getTree",
      farTree,
      far,
      sizes.farTree,
    ),
    transfer(
      "far-put-tree",
      `put of ${sizes.farTree} files of 4 KiB ${milliseconds}`,
      "putTree",
      farTree,
      far,
      sizes.farTree,
    ),
  ];
}

interface Made {
  readonly path: string;
  readonly digest: string;
}

/** A transfer of something made, whose copy must have the same digest. */
function transfer(
  id: string,
  title: string,
  kind: "get" | "put" | "getTree" | "putTree",
  made: () => Made,
  endpoint: Endpoint,
  size: number,
): Work {
  const isTree = kind.endsWith("Tree");
  return {
    id,
    title,
    kind,
    amount: isTree ? size : size / MiB,
    unit: isTree ? "files" : "MiB",
    endpoint,
    task(target) {
      const { path } = made();
      return kind.startsWith("get")
        ? { kind, remote: path, local: target }
        : { kind, local: path, remote: target };
    },
    async verify(_, target) {
      const digest = isTree ? treeDigest(target) : await fileDigest(target);
      if (digest !== made().digest) throw new Error("the copy has other bytes");
    },
  };
}

/** Work on `count` entries, whose sizes say whether their attributes came; of what programs print the lines are counted. */
function tallied(id: string, title: string, kind: Kind, count: number): Omit<Work, "endpoint" | "task"> {
  return {
    id,
    title,
    kind,
    amount: count,
    unit: "entries",
    async verify({ tally, output }: Outcome) {
      const found =
        tally?.entries ??
        output
          .trimEnd()
          .split("\n")
          .filter((line) => line.includes("entry-")).length;
      if (found !== count) throw new Error(`${found} entries came instead of ${count}`);
      let bytes = 0;
      for (let entry = 0; entry < count; entry++) bytes += sizeOfEntry(entry);
      if (tally !== undefined && tally.bytes !== bytes) throw new Error("the sizes of the entries are wrong");
    },
  };
}

function madeFile(path: string, size: number, seed: number): Made {
  return { path, digest: writeRandomFile(path, size, seed) };
}

function madeTree(path: string, files: number): Made {
  makeTree(path, files, BLOCK);
  return { path, digest: treeDigest(path) };
}

/** Where the reads begin: at blocks in a random order, the same in every run, none of them twice. */
function randomOffsets(count: number, size: number): number[] {
  const blocks = Array.from({ length: size / BLOCK }, (_, block) => block);
  const numbers = randomBytes(4)(count * 4);
  return Array.from({ length: count }, (_, index) => {
    const chosen = index + (numbers.readUInt32LE(index * 4) % (blocks.length - index));
    const block = blocks[chosen]!;
    blocks[chosen] = blocks[index]!;
    return block * BLOCK;
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
