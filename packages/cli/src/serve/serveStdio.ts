import { SFTPServer, type SFTPServerInterface } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { StdioDuplex } from "./stdioDuplex.ts";

/** Serves one session on stdin and stdout; resolves when the client has ended it. */
export async function serveStdio(
  backend: SFTPServerInterface,
  { signal }: Pick<Context, "signal">,
): Promise<void> {
  const server = new SFTPServer(new StdioDuplex(), { backend });
  const close = (): void => void server.close();
  signal.addEventListener("abort", close, { once: true });
  const { error } = await server.closed;
  signal.removeEventListener("abort", close);
  if (error !== undefined) throw error;
}
