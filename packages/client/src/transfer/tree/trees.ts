/** Everything that walks, copies or synchronises more than one file: one module to load when it is needed. */
export { copyFile } from "../copy/copyFile.ts";
export { copyTree } from "../copy/copyTree.ts";
export { sync } from "./sync.ts";
export { getTree, putTree } from "./localJobs.ts";
