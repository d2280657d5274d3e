import { defineConfig } from "vitest/config";

import { reporters } from "./reporters.ts";

/** Tests of what a stranger gets: the packed packages, and the examples of every README. They need `pnpm build`. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["tooling/published/test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: reporters("published"),
  },
});
