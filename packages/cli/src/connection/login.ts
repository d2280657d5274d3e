import { access, constants } from "node:fs/promises";
import type { ConnectOptions, UnknownHost } from "@sftp/client/ssh2";
import { escapeName } from "@sftp/wire";
import type { Ask, Context } from "../context.ts";
import { UsageError } from "../usageError.ts";
import type { RemoteOptions } from "./remoteCommand.ts";
import type { Host } from "./target.ts";

/** What to connect to, as whom, and how to verify it: what the user has named; otherwise what `ssh` would use. */
export async function login(
  { host, port, username }: Host,
  { identity, identityEnv, passwordEnv, knownHosts, hostKey }: RemoteOptions,
  { env, ask }: Pick<Context, "env" | "ask">,
): Promise<ConnectOptions> {
  if (knownHosts !== undefined && hostKey !== undefined && hostKey !== "accept-new") {
    throw new UsageError(
      "--known-hosts goes only with --host-key accept-new; otherwise one of the two is enough",
    );
  }
  if (identity !== undefined) await checkReadable(identity);
  return {
    host,
    port,
    username,
    config: true,
    identity,
    privateKey: identityEnv === undefined ? undefined : secretFrom("--identity-env", identityEnv, env),
    password: passwordEnv === undefined ? undefined : passwordFrom(passwordEnv, env),
    knownHosts,
    hostKey,
    ...(ask && asking(ask)),
  };
}

/** What only the user knows is asked for on the terminal. */
function asking(ask: Ask): Pick<ConnectOptions, "passphrase" | "onPrompt" | "onUnknownHost"> {
  return {
    passphrase: (key) => ask(`Passphrase for ${key}: `, false),
    onUnknownHost: (host) => askAbout(host, ask),
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

/** Asks whether the key of an unknown host is the right one, as `ssh` does. */
async function askAbout({ host, keyType, fingerprint, file }: UnknownHost, ask: Ask): Promise<boolean> {
  let question =
    `The host ${escapeName(host)} is not known. Its ${escapeName(keyType)} key has the fingerprint\n` +
    `${fingerprint}.\n` +
    `Compare it with what the owner of the server says. A key that you accept is added to ${file}.\n` +
    "Continue (yes, no, or the fingerprint)? ";
  for (;;) {
    const answer = (await ask(question, true))?.trim();
    if (answer === undefined || answer.toLowerCase() === "no") return false;
    if (answer.toLowerCase() === "yes" || answer === fingerprint) return true;
    question = "Type yes, no, or the fingerprint: ";
  }
}

/** The password in an environment variable. */
export function passwordFrom(name: string, env: Context["env"]): string {
  return secretFrom("--password-env", name, env);
}

function secretFrom(flag: string, name: string, env: Context["env"]): string {
  const secret = env[name];
  if (!secret) throw new UsageError(`${flag} ${name}: there is no such environment variable, or it is empty`);
  return secret;
}

async function checkReadable(identity: string): Promise<void> {
  try {
    await access(identity, constants.R_OK);
  } catch (error) {
    throw new UsageError(`--identity ${identity} cannot be read: ${(error as Error).message}`);
  }
}
