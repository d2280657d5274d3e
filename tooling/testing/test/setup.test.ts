import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

interface Report {
  testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
}

/** Runs the cases beside this file under the configuration of every suite. */
function runCases(): Promise<Report> {
  const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
  const config = fileURLToPath(new URL("escapes/vitest.config.mjs", import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [vitest, "run", "--config", config, "--reporter=json"],
      (error, stdout, stderr) => {
        if (error === null) reject(new Error("the cases passed"));
        else if (stdout.startsWith("{")) resolve(JSON.parse(stdout) as Report);
        else reject(new Error(stderr));
      },
    );
  });
}

it(
  "[C-3] what escapes a test fails the suite that it is in, and nothing else does",
  { timeout: 30_000 },
  async () => {
    const { testResults } = await runCases();
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    const outcome = (title: string): string => {
      const { status, failureMessages } = results.find((result) => result.title === title)!;
      return [status, ...failureMessages].join("\n");
    };
    expect(outcome("leaves a rejection unhandled")).toMatch(/^failed[^]*nobody caught this rejection/);
    expect(outcome("throws where nobody can catch")).toMatch(/^failed[^]*nobody caught this exception/);
    expect(outcome("piles up listeners")).toMatch(/^failed[^]*MaxListenersExceededWarning/);
    expect(outcome("lets nothing escape")).toBe("passed");
  },
);
