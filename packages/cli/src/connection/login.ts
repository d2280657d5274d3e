import { access, constants } from "node:fs/promises";
import type { ConnectOptions } from "@sftp/client/ssh2";
import type { Ask, Context } from "../context.ts";
import { UsageError } from "../usageError.ts";
import type { RemoteOptions } from "./remoteCommand.ts";
import type { Host } from "./target.ts";

/** Whom to connect to, as whom, and how to know that it is them: what the user has named, else what `ssh` would do. */
export async function login(
  { host, port, username }: Host,
  { identity, passwordEnv, knownHosts, hostKey }: RemoteOptions,
  { env, ask }: Pick<Context, "env" | "ask">,
): Promise<ConnectOptions> {
  if (knownHosts !== undefined && hostKey !== undefined && hostKey !== "accept-new") {
    throw new UsageError("--known-hosts goes only with --host-key accept-new; else one of the two is enough");
  }
  if (identity !== undefined) await checkReadable(identity);
  return {
    host,
    port,
    username,
    config: true,
    identity,
    password: passwordEnv === undefined ? undefined : passwordFrom(passwordEnv, env),
    knownHosts,
    hostKey,
    ...(ask && asking(ask)),
  };
}

/** What only the user knows is asked for on the terminal. */
function asking(ask: Ask): Pick<ConnectOptions, "passphrase" | "onPrompt"> {
  return {
    passphrase: (key) => ask(`Passphrase for ${key}: `, false),
    async onPrompt({ name, instructions, prompts }) {
      const answers: string[] = [];
      for (const [index, { prompt, echo }] of prompts.entries()) {
        const heading = index === 0 ? [name, instructions].filter((text) => text !== "") : [];
        const answer = await ask([...heading, prompt].join("\n"), echo);
        if (answer === undefined) return undefined;
        answers.push(answer);
      }
      return answers;
    },
  };
}

/** The password in an environment variable. */
export function passwordFrom(name: string, env: Context["env"]): string {
  const password = env[name];
  if (!password)
    throw new UsageError(`--password-env ${name}: there is no such environment variable, or it is empty`);
  return password;
}

async function checkReadable(identity: string): Promise<void> {
  try {
    await access(identity, constants.R_OK);
  } catch (error) {
    throw new UsageError(`--identity ${identity} cannot be read: ${(error as Error).message}`);
  }
}
