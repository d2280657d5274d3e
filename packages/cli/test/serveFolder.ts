import { FsBackend, generateHostKey, passwords, serve } from "@sftp/sftp";
import { onTestFinished } from "vitest";
import { type MainOutcome, runMain } from "./runMain.ts";
import { scratch } from "./scratch.ts";

/** A server in this process, and the command line as it is used with it. */
export interface ServedFolder {
  /** What is served as "/". */
  readonly served: string;
  /** A folder of the client's. */
  readonly here: string;
  /** The address of a path on the server. */
  at(path: string): string;
  /** Runs a command that talks to the server. */
  run(command: string, ...args: readonly string[]): Promise<MainOutcome>;
}

/**
 * Serves a new folder for the running test.
 *
 * @param stdin what the command line can read
 */
export async function serveFolder(stdin = ""): Promise<ServedFolder> {
  const [served, here] = [await scratch(), await scratch()];
  const listener = await serve({
    hostKeys: [generateHostKey()],
    authenticate: passwords({ me: "secret" }),
    backend: new FsBackend({ root: served }),
  });
  onTestFinished(() => listener.close({ graceMs: 0 }));
  const [hostKey = ""] = listener.fingerprints;
  const login = ["--password-env", "PASSWORD", "--host-key", hostKey];
  return {
    served,
    here,
    at: (path) => `sftp://me@127.0.0.1:${listener.port}${path}`,
    run: (command, ...args) => runMain([command, ...login, ...args], { stdin, env: { PASSWORD: "secret" } }),
  };
}
