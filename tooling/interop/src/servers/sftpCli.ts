import { fileURLToPath } from "node:url";

import { background } from "../process/background.ts";
import type { Endpoint } from "./endpoint.ts";
import { launch } from "./launch.ts";

/** Our command line, as it was built. */
export const sftpCli = fileURLToPath(new URL("../../../../packages/cli/bin/sftp-cli.js", import.meta.url));

/** `sftp-cli serve`, for key authentication. */
export function startSftpCli(options: readonly string[] = []): Promise<Endpoint> {
  return launch(async ({ account, folder }) => {
    const args = [sftpCli, "serve", folder, "--port", "0", "--host-key", account.hostKey];
    args.push("--user", account.username, "--authorized-keys", account.authorizedKeys, ...options);
    const server = await background(process.execPath, args, { ready: /listening on .*:(\d+)\n/ });
    return { process: server, port: Number(server.match[1]) };
  });
}
