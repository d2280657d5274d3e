import fs from "node:fs";
import { join } from "node:path";

import type { Arena } from "./arena.ts";

/** A way to make a path lead outside while it is being looked at. */
export interface Attack {
  readonly name: string;
  /** The folder that operations work in, as a client names it. */
  readonly folder: string;
  /** Lays the links, and says what to start the attacker with. */
  lay(arena: Arena): readonly string[];
}

export const attacks: readonly Attack[] = [
  {
    name: "the folder becomes a link",
    folder: "/a/b",
    lay: ({ root, outside }) => exchange(root, "a/b", "a/x", join(outside, "a/b")),
  },
  {
    name: "the folder becomes a relative link",
    folder: "/a/b",
    lay: ({ root }) => exchange(root, "a/b", "a/x", "../../t/a/b"),
  },
  {
    name: "the folder above becomes a link",
    folder: "/a/b",
    lay: ({ root, outside }) => exchange(root, "a", "x", join(outside, "a")),
  },
  {
    name: "the file becomes a link",
    folder: "/a/b",
    lay: ({ root, outside }) => exchange(root, "a/b/f", "a/b/x", join(outside, "a/b/f")),
  },
  {
    name: "the folder is moved away and back, a link in its place",
    folder: "/a/b",
    lay({ root, outside }) {
      const [, folder, link, target] = exchange(root, "a/b", "a/x", join(outside, "a/b"));
      return ["steps", folder!, link!, join(root, "a/spare"), target!];
    },
  },
  {
    name: "a folder moves up while the path climbs out of it",
    folder: "/c/d/../../t/a/b",
    lay({ root }) {
      fs.mkdirSync(join(root, "c/d"), { recursive: true });
      fs.mkdirSync(join(root, "m"));
      return ["exchange", join(root, "c/d"), join(root, "m")];
    },
  },
];

/** Makes a link that is to change places with something. */
function exchange(root: string, victim: string, link: string, target: string): readonly string[] {
  fs.symlinkSync(target, join(root, link));
  return ["exchange", join(root, victim), join(root, link), target];
}
