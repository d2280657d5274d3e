import type { Comparison } from "./comparison.ts";
import { files, filesOfParamiko } from "./files/files.ts";
import { fsFace, fsFaceAtOpenssh } from "./fsFace/fsFace.ts";
import { requests } from "./requests/requests.ts";
import { trees } from "./trees/trees.ts";

/** All comparisons, in the order in which they are run. */
export const comparisons: readonly Comparison[] = [
  requests,
  fsFace,
  fsFaceAtOpenssh,
  files,
  filesOfParamiko,
  trees,
];
