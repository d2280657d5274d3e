import { FsBackend, type FsBackendOptions } from "@sftp/fs-backend";
import { SFTPServer } from "@sftp/server";
import type { Context } from "../context.ts";
import { StdioDuplex } from "./stdioDuplex.ts";

/** Serves one session on stdin and stdout; resolves when the client has ended it. */
export async function serveStdio(
  folder: FsBackendOptions,
  { signal }: Pick<Context, "signal">,
): Promise<void> {
  const backend = new FsBackend(folder);
  const server = new SFTPServer(new StdioDuplex(), { backend });
  const close = (): void => void server.close();
  signal.addEventListener("abort", close, { once: true });
  const { error } = await server.closed;
  signal.removeEventListener("abort", close);
  if (error !== undefined) throw error;
}
