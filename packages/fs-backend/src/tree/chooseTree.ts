import { statSync } from "node:fs";
import { resolve } from "node:path";

import { type Located, toBytes } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import type { FsBackendOptions } from "../fsBackendOptions.ts";
import { Jail } from "./jail.ts";
import { checkDescriptorPaths } from "./opath.ts";
import { PathGround } from "./pathGround.ts";
import { PlainTree } from "./plainTree.ts";
import type { Tree } from "./tree.ts";
import { WalkedTree } from "./walkedTree.ts";

/**
 * The tree that the options ask for.
 *
 * @throws Error if the root is no folder, or this system cannot keep what the options promise
 */
export function chooseTree(calls: Calls, { root, symlinks = "contained", portable }: FsBackendOptions): Tree {
  if (root === undefined) {
    if (process.platform === "win32")
      throw new Error(`on Windows a "root" is needed: its drives make no one tree`);
    return new PlainTree(calls, slashed(process.cwd()), false);
  }
  const path = slashed(resolve(root));
  if (!statSync(root).isDirectory())
    throw new Error(`the root "${root}" is no folder: name one that clients may see`);
  if (symlinks === "follow") return new PlainTree(calls, path, true);
  const followsLinks = symlinks === "contained";
  if (portable) return new WalkedTree(new PathGround(calls, path, followsLinks));
  checkDescriptorPaths();
  return new Jail(calls, path, followsLinks);
}

/** A path of this machine in bytes, with "/" on Windows too. */
function slashed(path: string): Located {
  return toBytes(process.platform === "win32" ? path.replaceAll("\\", "/") : path) as Located;
}
