import { brokenAttributes } from "./attributes.ts";
import type { Broken } from "./broken.ts";
import { brokenFiles } from "./files.ts";
import { brokenNames } from "./names.ts";
import { brokenTree } from "./tree.ts";

/** One thing wrong with each. */
export const brokenBackends: Broken[] = [...brokenFiles, ...brokenNames, ...brokenTree, ...brokenAttributes];
