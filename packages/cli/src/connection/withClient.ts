import type { SFTPClient } from "@sftp/client";
import type { Context } from "../context.ts";
import { ConnectionError } from "./connectionError.ts";
import type { RemoteOptions } from "./remoteCommand.ts";
import { type Server, serverName, type Target } from "./target.ts";

/** Connects to the server of a target, does the work, and closes the connection; in the shell, uses its connection. */
export async function withClient<T>(
  target: Target,
  options: RemoteOptions,
  context: Context,
  work: (sftp: SFTPClient) => Promise<T>,
): Promise<T> {
  const { server } = target;
  if ("sftp" in server) return work(server.sftp);
  const sftp = await open(server, target, options, context);
  try {
    return await work(sftp);
  } finally {
    await sftp.close();
  }
}

/** A client of a server. Only the transport that is used is loaded: SSH of our own is the largest part of the program. */
async function open(
  server: Exclude<Server, { sftp: unknown }>,
  target: Target,
  options: RemoteOptions,
  context: Context,
): Promise<SFTPClient> {
  const session = { signal: context.signal, timeout: (options.timeout ?? 30) * 1000 };
  // With a terminal, Ctrl-C must not end the other side before what runs has ended.
  const child = { ...session, ignoresInterrupts: context.ask !== undefined };
  try {
    if ("command" in server) {
      const { connect } = await import("@sftp/client/process");
      return await connect({ ...server, ...child });
    }
    if (options.openssh) {
      const { connect } = await import("@sftp/client/openssh");
      // It may ask for a password only on a terminal.
      const args = process.stdin.isTTY ? [] : ["-o", "BatchMode=yes"];
      return await connect({ ...server, identity: options.identity, args, ...child });
    }
  } catch (error) {
    throw new ConnectionError(serverName(target), target.path, error);
  }
  const { login } = await import("./login.ts");
  const how = await login(server, options, context);
  const { connect } = await import("@sftp/client/ssh2");
  try {
    return await connect({ ...how, ...session });
  } catch (error) {
    throw new ConnectionError(serverName(target), target.path, error);
  }
}
