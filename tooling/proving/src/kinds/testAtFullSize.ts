import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { Figure, Proof } from "../proof.ts";
import { root, runProgram } from "./runProgram.ts";

export interface TestAtFullSize extends Omit<Proof, "run"> {
  /** Where the tests are, from the root of the repository. */
  readonly files: readonly string[];
  /** What the titles of those that are to run match; default the id. */
  readonly titled?: string;
  readonly config?: "vitest.config.ts" | "vitest.interop.config.ts";
}

/** A proof that is a test of the suite, which asks `repeats()` of `@sftp/testing` how often it is to do what it does. */
export function testAtFullSize(test: TestAtFullSize): Proof {
  const { id, claim, unit, full } = test;
  return { id, claim, unit, full, run: (size) => runTests(test, size) };
}

async function runTests(
  { id, files, titled = `\\[${id}\\]`, config = "vitest.config.ts" }: TestAtFullSize,
  size: number,
): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "proving-"));
  const report = join(folder, "report.json");
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  try {
    const options = ["run", "--config", join(root, "tooling/config", config), "--testTimeout=0"];
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    await runProgram([vitest, ...options, ...reporters, "-t", titled, ...files], {
      SFTP_PROVING_REPEATS: String(size),
    });
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    return [
      { what: "tests passed", value: numPassedTests, unit: "", atLeast: 1 },
      { what: "failed", value: numFailedTests, unit: "", atMost: 0 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
