import { isAddress } from "@sftp/client";
import type { RemoteOptions } from "../connection/remoteCommand.ts";
import { parseTarget, serverName } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context, Session } from "../context.ts";
import { UsageError } from "../usageError.ts";
import { Shell } from "./shell.ts";

export type OpenSession = Pick<Session, "sftp" | "name" | "start">;

/** Connects to the server of an address, in whose path the session begins, and closes the connection after the work. */
export async function withSession(
  address: string | undefined,
  options: RemoteOptions,
  context: Context,
  work: (shell: Shell, session: OpenSession) => Promise<void>,
): Promise<void> {
  if (address === undefined && options.command === undefined) {
    throw new UsageError("give the address of a server: user@host or sftp://user@host/path");
  }
  const isComplete = address === undefined || options.command !== undefined || isAddress(address);
  const target = parseTarget(isComplete ? (address ?? "") : `${address}:`, options, context);
  await withClient(target, options, context, async (sftp) => {
    const start = await sftp.normalize(".");
    if (target.path !== ".") await sftp.chdir(target.path);
    const session = { sftp, name: serverName(target), start };
    await work(new Shell(session, context), session);
  });
}
