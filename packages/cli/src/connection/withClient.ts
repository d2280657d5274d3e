import { connect, connectProcess, type SFTPClient } from "@sftp/sftp";
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
  const how = "host" in server ? await login(server, options, context) : server;
  try {
    return "host" in how
      ? await connect({ ...how, ...session })
      : await connectProcess({ ...how, ...session });
  } catch (error) {
    throw new ConnectionError(serverName(target), error);
  }
}
