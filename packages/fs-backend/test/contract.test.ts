import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Deviation, testBackend } from "@sftp/backend-testkit";
import { describe, it } from "vitest";

import { FsBackend } from "../src/fsBackend.ts";
import type { FsBackendOptions } from "../src/fsBackendOptions.ts";

/** The ways in which a root can be served, each with what it lacks on purpose. */
const ways: [name: string, options: FsBackendOptions, lacks: Deviation[]][] = [
  ["the jail", {}, []],
  ["the jail with calls that promise", { io: "async" }, []],
  ["the jail without links", { symlinks: "deny" }, ["symlinks"]],
  ["a portable root", { portable: true }, []],
  ["a trusted root", { symlinks: "follow" }, ["containedLinks"]],
];

describe.each(ways)("%s", (_name, options, lacks) => {
  testBackend({
    describe,
    it,
    lacks,
    create() {
      const root = mkdtempSync(join(tmpdir(), "contract-"));
      const backend = new FsBackend({ root, ...options });
      return { backend, cleanup: () => rmSync(root, { recursive: true }) };
    },
  });
});
