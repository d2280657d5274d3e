import { backendCases, type BackendCasesOptions } from "./backendCases.ts";

/** The two functions that vitest, jest, mocha and `node:test` all have. */
export interface Runner {
  describe(name: string, define: () => void): unknown;
  it(name: string, run: () => Promise<void>): unknown;
}

/**
 * Runs the conformance suite in a test runner.
 *
 * @example
 * ```ts
 * import { testBackend } from "@sftp/backend-testkit";
 * import { describe, it } from "node:test";
 *
 * testBackend({ create: () => new MyBackend(), lacks: ["symlinks", "hardlinks"], describe, it });
 * ```
 */
export function testBackend({ describe, it, ...options }: BackendCasesOptions & Runner): void {
  describe("the contract for SFTP backends", () => {
    for (const { name, run } of backendCases(options)) it(name, run);
  });
}
