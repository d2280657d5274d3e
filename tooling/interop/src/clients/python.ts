import { runOk } from "../process/run.ts";
import { ownProgram, python } from "../servers/python.ts";
import { type Client, client, lines } from "./client.ts";

/** paramiko's client. */
export const paramiko = scripted("paramiko_client.py");

/** asyncssh's client. */
export const asyncssh = scripted("asyncssh_client.py");

function scripted(script: string): Client {
  return client([], async ({ host, port, account, knownHosts }) => {
    const login = [ownProgram(script), host, String(port), account.username, account.identity, knownHosts];
    const operation =
      (name: string) =>
      (...args: string[]) =>
        runOk(python, ["-W", "ignore", ...login, name, ...args]);
    const list = operation("list");
    return {
      put: operation("put"),
      get: operation("get"),
      putTree: operation("putTree"),
      getTree: operation("getTree"),
      resumePut: operation("resumePut"),
      resumeGet: operation("resumeGet"),
      list: async (remote) => lines((await list(remote)).stdout),
      symlink: operation("symlink"),
      chmod: operation("chmod"),
      renameOver: operation("renameOver"),
      putPreserving: operation("putPreserving"),
    };
  });
}
