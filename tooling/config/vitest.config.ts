import { defineConfig } from "vitest/config";

import { reporters } from "./reporters.ts";
import { source } from "./source.ts";

/** Unit tests; those that start a process need `pnpm build`. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "tooling/{testing,rows,fuzz,bench,docs,simulation}/test/**/*.test.{ts,mjs}",
    ],
    setupFiles: ["tooling/testing/src/setup.ts"],
    passWithNoTests: true,
    execArgv: ["--unhandled-rejections=strict"],
    // Tests wait more than they compute, so that no core need be left free for anything else.
    maxWorkers: "100%",
    // On a busy machine slow is no failure; hanging is.
    testTimeout: 60_000,
    reporters: reporters("unit"),
  },
});
