import type { SFTPClient } from "@sftp/client";
import type { RemoteOptions } from "../connection/remoteCommand.ts";
import { serverName, type Target } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";

/** Connects to the servers of two targets, by one client if they are one, does the work, and closes the connections. */
export function withTwoClients<T>(
  one: Target,
  other: Target,
  options: RemoteOptions,
  context: Context,
  work: (one: SFTPClient, other: SFTPClient) => Promise<T>,
): Promise<T> {
  return withClient(one, options, context, (first) => {
    if (serverName(one) === serverName(other)) return work(first, first);
    return withClient(other, options, context, (second) => work(first, second));
  });
}
