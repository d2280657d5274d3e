import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { program } from "./runCli.ts";

const PASSWORD = "open sesame";

export interface Server {
  /** `sftp://me@127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** What a client needs to log in. */
  readonly login: readonly string[];
  readonly env: Record<string, string>;
  /** What it has printed on stdout so far. */
  printed(): string;
  /** What it has printed on stderr so far. */
  complaints(): string;
  /** Asks it to end; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts `sftp-cli serve DIR --port 0` for one user; it ends with the test.
 *
 * @param options for the server; unless they say how the user logs in, it is with a password
 */
export async function startServer(folder: string, options: readonly string[] = []): Promise<Server> {
  const env = { SFTP_PASSWORD: PASSWORD };
  const user = options.includes("--user") ? [] : ["--user", "me"];
  const isTold = ["--user", "--authorized-keys"].some((option) => options.includes(option));
  if (!isTold) user.push("--password-env", "SFTP_PASSWORD");
  const args = [program, "serve", folder, "--port", "0", ...user, ...options];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const [, found] = /^listening on 127\.0\.0\.1:(\d+)\n/.exec(printed) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    void exited.then(() => reject(new Error(`the server ended before it was ready: ${complaints}`)));
  });
  return {
    url: `sftp://me@127.0.0.1:${port}`,
    port,
    login: ["--password-env", "SFTP_PASSWORD", "--host-key", "insecure-accept-any"],
    env,
    printed: () => printed,
    complaints: () => complaints,
    async stop() {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
  };
}
