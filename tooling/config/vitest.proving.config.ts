import { defineConfig } from "vitest/config";

import { reporters } from "./reporters.ts";
import { source } from "./source.ts";

/** The proofs that are no tests of the suite, once and small. They measure, so one runs after another; they need their build. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ["tooling/proving/test/**/*.test.ts"],
    setupFiles: ["tooling/testing/src/setup.ts"],
    fileParallelism: false,
    execArgv: ["--unhandled-rejections=strict"],
    // On a busy machine slow is no failure; hanging is.
    testTimeout: 120_000,
    reporters: reporters("proving"),
  },
});
