import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ServerProcess } from "./serverProcess.ts";

/** A server process with a folder to serve, for as long as `work` takes. */
export async function withServedFolder<T>(
  work: (server: ServerProcess, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "proving-"));
  try {
    const server = await ServerProcess.start(folder);
    try {
      return await work(server, folder);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
