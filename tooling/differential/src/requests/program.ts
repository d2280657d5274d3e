import { type Random } from "@sftp/testing";
import { OpenFlags } from "@sftp/wire";

/** A request of a program; files that are open are known by numbers. */
export type Request =
  | { readonly name: "open"; readonly path: string; readonly flags: number; readonly mode?: number }
  | { readonly name: "opendir" | "remove" | "rmdir" | "stat" | "lstat" | "readlink"; readonly path: string }
  | { readonly name: "mkdir"; readonly path: string; readonly mode: number }
  | {
      readonly name: "rename" | "posix-rename@openssh.com" | "hardlink@openssh.com" | "symlink";
      readonly from: string;
      readonly to: string;
    }
  | { readonly name: "setstat" | "lsetstat@openssh.com"; readonly path: string; readonly attrs: Attributes }
  | { readonly name: "fsetstat"; readonly file: number; readonly attrs: Attributes }
  | { readonly name: "read"; readonly file: number; readonly offset: number; readonly length: number }
  | { readonly name: "write"; readonly file: number; readonly offset: number; readonly text: string }
  | { readonly name: "close" | "fstat" | "readdir" | "fsync@openssh.com"; readonly file: number };

export interface Attributes {
  readonly size?: number;
  readonly permissions?: number;
  readonly atime?: number;
  readonly mtime?: number;
}

const NAMES = [
  "a", "a", "b", "d", "d", "d/x", "d/y", "d/e", "d/e/z", "l", "missing/x", "", ".", "d/", "a/", "a/b", "l/x", "./a", "d//x",
  "d/../a", "d/.", "d/e/..", "n".repeat(256),
] as const; // prettier-ignore

const { READ, WRITE, APPEND, CREAT, TRUNC, EXCL } = OpenFlags;
const FLAGS = [
  READ, WRITE, READ | WRITE, WRITE | CREAT, WRITE | CREAT | TRUNC, READ | WRITE | CREAT, WRITE | CREAT | EXCL,
  WRITE | CREAT | APPEND, READ | WRITE | CREAT | APPEND, READ | CREAT, READ | TRUNC, CREAT, 0, WRITE | APPEND,
  WRITE | TRUNC, WRITE | EXCL, READ | WRITE | CREAT | TRUNC | EXCL,
] as const; // prettier-ignore

/** The next request of a program. `files` are the numbers of what was opened so far, also of what is closed again. */
export function nextRequest(random: Random, files: number): Request {
  const path = random.pick(NAMES);
  const file = files === 0 ? 0 : Math.max(0, files - 1 - random.below(3));
  const kinds: (() => Request)[] = [
    () => ({
      name: "open",
      path,
      flags: random.pick(FLAGS),
      ...(random.oneIn(3) && { mode: randomMode(random) }),
    }),
    () => ({ name: "open", path: random.pick(["a", "b", "d/x", "d/y"]), flags: random.pick(FLAGS) }),
    () => ({ name: random.pick(["opendir", "remove", "rmdir", "stat", "lstat", "readlink"] as const), path }),
    () => ({ name: random.pick(["stat", "lstat"] as const), path }),
    () => ({ name: "mkdir", path: random.pick(["d", "d/e", path]), mode: randomMode(random) }),
    () => ({
      name: random.pick(["rename", "posix-rename@openssh.com", "hardlink@openssh.com", "symlink"] as const),
      from: path,
      to: random.pick(NAMES),
    }),
    () => ({
      name: random.pick(["setstat", "setstat", "lsetstat@openssh.com"] as const),
      path,
      attrs: randomAttributes(random),
    }),
    () => ({ name: "fsetstat", file, attrs: randomAttributes(random) }),
    () => ({ name: "read", file, offset: random.below(60), length: random.below(60) }),
    () => ({ name: "write", file, offset: random.below(40), text: "abcdefghij".slice(0, random.below(11)) }),
    () => ({ name: random.pick(["close", "fstat", "readdir", "fsync@openssh.com"] as const), file }),
  ];
  return random.pick(kinds)();
}

function randomMode(random: Random): number {
  return random.pick([0o600, 0o644, 0o666, 0o777, 0o700, 0o4755, 0o1777, 0o2755, 0o400, 0]);
}

function randomAttributes(random: Random): Attributes {
  return random.pick([
    {},
    { size: random.below(30) },
    { permissions: randomMode(random) },
    { atime: 1_000_000, mtime: 2_000_000 },
    { size: random.below(30), permissions: randomMode(random), atime: 1_500_000, mtime: 2_500_000 },
  ]);
}
