/** Everything that walks, copies or synchronises more than one file: one module to load when it is needed. */
export { copyFile } from "../copy/copyFile.ts";
export { copyTree } from "../copy/copyTree.ts";
export { sync } from "../sync/sync.ts";
export { getTree } from "./getTree.ts";
export { putTree } from "./putTree.ts";
