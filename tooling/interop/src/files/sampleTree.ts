import { mkdir, readdir, readlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import { sha256, writeSampleFile } from "./sampleFile.ts";

/** Sizes at the edges of packets and reads, and none at all. */
const sizes = [0, 1, 100, 4_095, 32_767, 32_768, 32_769, 100_000];

/** Writes `count` files into a tree of folders, some of them empty, with names that programs get wrong. */
export async function writeSampleTree(root: string, count = 40): Promise<void> {
  const names = [
    "plain.txt",
    "with space",
    "ümläut-ß",
    "日本語",
    "quote'd",
    "-dash",
    ".hidden",
    "percent%20",
    "#hash",
  ];
  for (let n = 0; n < count; n++) {
    const name = n < names.length ? names[n]! : `file-${n}.bin`;
    const path = join(root, `folder ${n % 4}`, n % 3 === 0 ? "deeper/still" : "", name);
    await mkdir(dirname(path), { recursive: true });
    await writeSampleFile(path, sizes[n % sizes.length]!, n % 251);
  }
  await mkdir(join(root, "empty"));
}

/** What is in a tree: for each path below it the SHA-256 of a file, the target of a link, or `folder`. No link is followed. */
export async function fingerprint(root: string): Promise<Record<string, string>> {
  const found = await fingerprints(root, "");
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function fingerprints(directory: string, prefix: string): Promise<[path: string, what: string][]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<[string, string][]> => {
      const path = join(directory, entry.name);
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory()) return [[name, "folder"], ...(await fingerprints(path, `${name}/`))];
      return [[name, entry.isSymbolicLink() ? `-> ${await readlink(path)}` : await sha256(path)]];
    }),
  );
  return found.flat();
}
