import type { SFTPClient } from "../client.ts";
import { isAddress, parseAddress } from "../address.ts";
import { checkConnectOptions } from "./connectChecks.ts";
import type { ConnectOptions } from "./connectOptions.ts";
import { DEFAULT_WINDOW, startOn } from "./fromTransport.ts";

/**
 * Connects over SSH and starts an SFTP session. Closing the client closes the connection, and those on the way to it.
 *
 * The server is named in the options, or by an address: `user@host`, `user@host:path`, `sftp://user@host:port/path`. The path
 * of an address becomes the working directory of the client.
 *
 * @example
 * ```ts
 * const sftp = await connect({ host: "example.org", username: "me", password, knownHosts: "~/.ssh/known_hosts" });
 * try {
 *   await sftp.get("/pub/big.iso", "big.iso");
 * } finally {
 *   await sftp.close();
 * }
 * ```
 * @example
 * ```ts
 * const backup = await connect("backup:/srv/data", { config: true });
 * ```
 * @throws TypeError if it is not told how to check the host key, before a socket is opened
 * @throws SFTPError ERR_SFTP_HOST_KEY for a wrong key, ERR_SFTP_AUTH if the server lets nobody in with what it was
 *   given, or the system's code (ECONNREFUSED, ENOTFOUND, ETIMEDOUT, ...)
 */
export function connect(options: ConnectOptions): Promise<SFTPClient>;
export function connect(address: string, options: Omit<ConnectOptions, "host">): Promise<SFTPClient>;
export async function connect(
  target: ConnectOptions | string,
  options: Omit<ConnectOptions, "host"> = {},
): Promise<SFTPClient> {
  if (typeof target !== "string") {
    checkConnectOptions(target, "options");
    return start(target);
  }
  checkConnectOptions(options, "options");
  const { host, port, username, path } = parseAddress(isAddress(target) ? target : `${target}:`);
  const sftp = await start({
    ...options,
    host,
    port: port ?? options.port,
    username: username ?? options.username,
  });
  if (path === ".") return sftp;
  try {
    await sftp.chdir(path);
    return sftp;
  } catch (error) {
    await sftp.close();
    throw error;
  }
}

async function start(options: ConnectOptions): Promise<SFTPClient> {
  const { resolveRoute, travel } = await connecting();
  const route = await resolveRoute(options);
  const transport = await travel(route, options.windowSize ?? DEFAULT_WINDOW);
  return startOn(transport, options);
}

/** What connecting takes: it brings the package ssh2, which is loaded with the first connection. */
async function connecting(): Promise<
  Pick<typeof import("./route/resolveRoute.ts"), "resolveRoute"> &
    Pick<typeof import("./route/travel.ts"), "travel">
> {
  try {
    const { resolveRoute } = await import("./route/resolveRoute.ts");
    const { travel } = await import("./route/travel.ts");
    return { resolveRoute, travel };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("'ssh2'")) throw error;
    throw new Error("connect() needs the package ssh2: npm install ssh2", { cause: error });
  }
}
