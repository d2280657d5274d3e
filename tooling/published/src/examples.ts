import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { packages, root } from "./packages.ts";

/** A block of code of a README or a page of the docs that is a program. */
export interface Example {
  /** Where it stands: `packages/wire/README.md:15`. */
  readonly where: string;
  readonly language: "js" | "ts";
  readonly code: string;
}

const BLOCK = /^```(js|ts)\n([^]*?)^```$/gm;

/** The READMEs of the project and of its packages. */
export const readmes = [root, ...[...packages.values()].map(({ folder }) => folder)].map((folder) =>
  join(folder, "README.md"),
);

const pagesFolder = join(root, "tooling/docs/pages");
const pages = readdirSync(pagesFolder).map((name) => join(pagesFolder, name));

/** All examples in them, and in the pages of the docs. */
export function findExamples(): Example[] {
  return [...readmes.filter((path) => existsSync(path)), ...pages].flatMap(examplesIn);
}

function examplesIn(path: string): Example[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(BLOCK)].map(({ index, 1: language, 2: code }) => ({
    where: `${relative(root, path)}:${text.slice(0, index).split("\n").length}`,
    language: language as Example["language"],
    code: code!,
  }));
}
