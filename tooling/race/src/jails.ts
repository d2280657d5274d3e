import { FsBackend } from "@sftp/fs-backend";

import type { Target } from "./operations.ts";

/** The jail in the forms in which it can be had, each in so many of a hundred tries. */
export const jails: readonly { name: string; share: number; make: (root: string) => Target }[] = [
  { name: "links contained", share: 50, make: (root) => new FsBackend({ root }) },
  { name: "links denied", share: 40, make: (root) => new FsBackend({ root, symlinks: "deny" }) },
  { name: "calls that promise", share: 10, make: (root) => new FsBackend({ root, io: "async" }) },
];
