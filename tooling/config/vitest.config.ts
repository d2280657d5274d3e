import { defineConfig } from "vitest/config";

/** Unit tests resolve the source of every package; only tests that start a process need `pnpm build`. */
const source = { conditions: ["@sftp/source", "module", "node", "development|production"] };

export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ["packages/*/test/**/*.test.ts", "tooling/{testing,rows}/test/**/*.test.{ts,mjs}"],
    setupFiles: ["tooling/testing/src/setup.ts"],
    passWithNoTests: true,
    execArgv: ["--unhandled-rejections=strict"],
  },
});
