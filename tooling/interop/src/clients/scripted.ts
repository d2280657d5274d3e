import { runOk } from "../process/run.ts";
import { ownProgram } from "../servers/python.ts";
import { type Client, client, lines, type Operation } from "./client.ts";

/** A program of ours in a client's own language: it does the one operation that its arguments name. */
export function scripted(
  interpreter: readonly [program: string, ...args: string[]],
  script: string,
  lacks: readonly Operation[] = [],
): Client {
  const [program, ...options] = interpreter;
  return client(lacks, async ({ host, port, account, knownHosts }) => {
    const login = [ownProgram(script), host, String(port), account.username, account.identity, knownHosts];
    const operation =
      (name: string) =>
      (...args: string[]) =>
        runOk(program, [...options, ...login, name, ...args]);
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
