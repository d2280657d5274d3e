import { connect, connectOpenssh, connectProcess, type SFTPClient } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { ConnectionError } from "./connectionError.ts";
import { login } from "./login.ts";
import type { RemoteOptions } from "./remoteCommand.ts";
import { serverName, type Target } from "./target.ts";

/** Connects to the server of a target, does the work, and closes the connection whatever came of it. */
export async function withClient<T>(
  target: Target,
  options: RemoteOptions,
  context: Context,
  work: (sftp: SFTPClient) => Promise<T>,
): Promise<T> {
  const sftp = await open(target, options, context);
  try {
    return await work(sftp);
  } finally {
    await sftp.close();
  }
}

async function open(target: Target, options: RemoteOptions, context: Context): Promise<SFTPClient> {
  const { server } = target;
  const session = { signal: context.signal, timeout: options.timeout * 1000 };
  if ("command" in server) return reach(target, connectProcess({ ...server, ...session }));
  if (options.openssh) {
    const { identity } = options;
    // It may ask for a password or the like only where somebody is there to answer.
    const args = process.stdin.isTTY ? [] : ["-o", "BatchMode=yes"];
    return reach(target, connectOpenssh({ ...server, identity, args, ...session }));
  }
  const how = await login(server, options, context);
  return reach(target, connect({ ...how, ...session }));
}

/** A client that is on its way; that it does not arrive is a failure of the connection. */
async function reach(target: Target, client: Promise<SFTPClient>): Promise<SFTPClient> {
  try {
    return await client;
  } catch (error) {
    throw new ConnectionError(serverName(target), error);
  }
}
