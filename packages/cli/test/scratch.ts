import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of the running test's own; it is gone when the test is over. */
export async function scratch(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sftp-cli-test-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
