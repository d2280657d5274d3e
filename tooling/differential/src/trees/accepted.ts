import type { Accepted } from "../comparison.ts";

/** Where our trees are not those of cp and rsync. */
export const accepted: readonly Accepted[] = [];
