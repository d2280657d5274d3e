import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import type { RequestContext } from "@sftp/server";

/** An empty folder of the test's own, removed when it has finished. */
export function scratchFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "fs-backend-")));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a server hands to a backend with a request. */
export const ctx: RequestContext = {
  signal: new AbortController().signal,
  session: { id: "1", state: new Map() },
  requestId: 1,
};

/** How many descriptors this process has open; /proc's own is not counted. */
export function openDescriptors(): number {
  return fs.readdirSync("/proc/self/fd").length - 1;
}

/** The `code` of the error that something ends in; "" if there is none. */
export async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return "";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
