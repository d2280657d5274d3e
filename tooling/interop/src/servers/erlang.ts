import { background } from "../process/background.ts";
import type { Endpoint } from "./endpoint.ts";
import { launch } from "./launch.ts";
import { ownProgram } from "./python.ts";

/** Erlang's ssh_sftpd over a folder. */
export function startErlang(): Promise<Endpoint> {
  return launch(async ({ account, folder }) => {
    const args = [
      ownProgram("ssh_sftpd.escript"),
      folder,
      account.folder,
      account.username,
      account.password,
    ];
    const ready = /listening on port (\d+)/;
    // Names are UTF-8 here, whatever the locale says.
    const server = await background("escript", args, { ready, env: { ERL_FLAGS: "+fnu" } });
    return { process: server, port: Number(server.match[1]) };
  });
}
