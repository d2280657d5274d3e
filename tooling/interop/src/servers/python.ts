import { fileURLToPath } from "node:url";

import { background } from "../process/background.ts";
import type { Endpoint } from "./endpoint.ts";
import { launch } from "./launch.ts";

/** Debian's Python, which has Debian's packages; another one on the PATH has not. */
export const python = "/usr/bin/python3";

/** The path of one of the programs beside these sources. */
export function ownProgram(name: string): string {
  return fileURLToPath(new URL(`../../programs/${name}`, import.meta.url));
}

/** paramiko's server classes over a folder. */
export const startParamiko = (): Promise<Endpoint> => startPython("paramiko_server.py");

/** asyncssh's server over a folder. */
export const startAsyncssh = (): Promise<Endpoint> => startPython("asyncssh_server.py");

function startPython(script: string): Promise<Endpoint> {
  return launch(async ({ account, folder }) => {
    const { hostKey, authorizedKeys, username, password } = account;
    const args = ["-u", ownProgram(script), folder, hostKey, authorizedKeys, username, password];
    const server = await background(python, args, { ready: /listening on port (\d+)/ });
    return { process: server, port: Number(server.match[1]) };
  });
}
