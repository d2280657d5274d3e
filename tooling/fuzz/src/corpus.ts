import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { fromHex } from "@sftp/testing";

/** Longer inputs stay out of the repository. */
const MAXIMUM_STORED = 400;

/** The file with a target's inputs: one a line, in hex. */
export function corpusFile(target: string): string {
  return fileURLToPath(new URL(`../corpus/${target}.txt`, import.meta.url));
}

/** The inputs in a corpus file; none if there is no file. */
export function readCorpus(file: string): Uint8Array[] {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(fromHex);
}

/** Writes a corpus file anew, shortest input first. */
export function writeCorpus(file: string, inputs: readonly Uint8Array[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const lines = inputs
    .filter(({ length }) => length > 0 && length <= MAXIMUM_STORED)
    .toSorted((a, b) => a.length - b.length)
    .map((input) => `${Buffer.from(input).toString("hex")}\n`);
  writeFileSync(file, lines.join(""));
}
