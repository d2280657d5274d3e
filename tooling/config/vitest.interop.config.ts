import { defineConfig } from "vitest/config";

import { reporters } from "./reporters.ts";
import { source } from "./source.ts";

/** Tests with other people's SFTP programs; they need these programs, and `pnpm build` for our own command line. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ["tooling/{differential,interop,race}/test/**/*.test.ts"],
    setupFiles: ["tooling/testing/src/setup.ts"],
    execArgv: ["--unhandled-rejections=strict"],
    // On a busy machine slow is no failure; hanging is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: reporters("interop"),
  },
});
