import { defineConfig } from "vitest/config";

import { reporters } from "./reporters.ts";
import { source } from "./source.ts";

/** Unit tests; those that start a process need `pnpm build`. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ["packages/*/test/**/*.test.ts", "tooling/{testing,rows}/test/**/*.test.{ts,mjs}"],
    setupFiles: ["tooling/testing/src/setup.ts"],
    passWithNoTests: true,
    execArgv: ["--unhandled-rejections=strict"],
    reporters: reporters("unit"),
  },
});
