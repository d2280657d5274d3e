import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of the running test's own, which is gone when the test is over. */
export async function temporaryDirectory(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sftp-client-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
