import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const built = (name: string): URL => new URL(`../dist/${name}`, import.meta.url);

it("whatever goes wrong at whatever step, the outcome is true and nothing is left behind", async () => {
  const environment = built("environment/environment.js").href;
  const program = fileURLToPath(built("programs/steps.js"));
  const pattern = "^(getfo|readFile|rename|posixRename|remove)";
  const { stdout } = await run(process.execPath, ["--import", environment, program, pattern], {
    maxBuffer: 1e8,
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toMatch(/\d\d+ runs, 0 failed\n$/);
});
