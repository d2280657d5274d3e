import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { randomBytes } from "./randomFile.ts";

/** Files in each folder of a tree. */
const FILES = 100;

/** Makes a tree of folders with files of `size` bytes, no two the same. */
export function makeTree(path: string, files: number, size: number): void {
  mkdirSync(path);
  const next = randomBytes(files % 251);
  for (let file = 0; file < files; file++) {
    const folder = join(path, `folder-${String(Math.floor(file / FILES)).padStart(4, "0")}`);
    if (file % FILES === 0) mkdirSync(folder);
    writeFileSync(join(folder, `file-${String(file).padStart(6, "0")}.bin`), next(size));
  }
}

/** Makes a folder of very many small files, of 0 to 9 bytes in turn; returns their names. */
export function makeManyEntries(path: string, entries: number): string[] {
  mkdirSync(path);
  const names = [];
  for (let entry = 0; entry < entries; entry++) {
    const name = `entry-${String(entry).padStart(6, "0")}.txt`;
    writeFileSync(join(path, name), "0123456789".slice(0, sizeOfEntry(entry)));
    names.push(name);
  }
  return names;
}

/** How many bytes the file of this number has in a folder of very many. */
export function sizeOfEntry(entry: number): number {
  return entry % 10;
}
