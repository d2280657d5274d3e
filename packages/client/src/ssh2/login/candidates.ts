import { escapeName } from "@sftp/wire";
import { type AgentKey, agentKeys } from "./agentKeys.ts";
import type { Login, LoginKey } from "./loginKeys.ts";
import type { PromptRequest } from "./loginOptions.ts";
import type { AnyAuthMethod, KeyboardInteractiveAuthMethod, Prompt } from "ssh2";

/** One way to log in that is worth a try. */
export interface Candidate {
  /** As errors name it. */
  readonly name: string;
  /** What SSH calls it. */
  readonly method: "publickey" | "keyboard-interactive" | "password";
  /** What ssh2 is told to do; `undefined` if it cannot be tried after all, because nobody gave what it needs. */
  begin(): Promise<AnyAuthMethod | undefined>;
}

/** How to wait for what only a human can give, and whom to tell that it failed. */
export interface Patience {
  unhurried<T>(answer: Promise<T>): Promise<T>;
  fail(error: Error): void;
}

/**
 * The ways to log in, in the order of `ssh`: keys of the agent that were given too, its others, the rest of the keys,
 * keyboard-interactive, the password.
 *
 * @param problem is told what cannot be tried
 */
export async function candidates(
  login: Login,
  patience: Patience,
  problem: (words: string) => void,
): Promise<Candidate[]> {
  const { username, keys } = login;
  const held = await heldKeys(login, problem);
  const listed = keys.flatMap((key) => held.filter((agentKey) => isSame(key, agentKey)));
  const others = login.onlyTheseKeys ? [] : held.filter((agentKey) => !listed.includes(agentKey));
  const own = keys.filter((key) => !held.some((agentKey) => isSame(key, agentKey)));
  return [
    ...[...listed, ...others].map(({ name, agent }): Candidate => ({
      name,
      method: "publickey",
      begin: async () => ({ type: "agent", username, agent }),
    })),
    ...own.map((loginKey): Candidate => ({
      name: loginKey.name,
      method: "publickey",
      async begin() {
        const key = await patience.unhurried(loginKey.unlock());
        return key && { type: "publickey", username, key };
      },
    })),
    ...askedFor(login, patience),
  ];
}

function isSame({ publicKey }: LoginKey, { publicKey: other }: AgentKey): boolean {
  return publicKey?.equals(other) ?? false;
}

async function heldKeys({ agent }: Login, problem: (words: string) => void): Promise<AgentKey[]> {
  if (agent === undefined) return [];
  try {
    return await agentKeys(agent);
  } catch (error) {
    problem(`the agent at ${agent} gives no keys (${(error as Error).message})`);
    return [];
  }
}

/** How often a human is asked for what proves who it is, as `ssh` does. */
const TRIES = 3;

/** What is not proven by a key: keyboard-interactive, then the password; where a human answers, up to three times. */
function askedFor(login: Login, patience: Patience): Candidate[] {
  const { username, host, password, onPrompt } = login;
  if (password === undefined && onPrompt === undefined) return [];
  let questions = 0;
  const ask = async (request: PromptRequest): Promise<readonly string[] | undefined> => {
    questions++;
    const answers = await onPrompt?.(request);
    // Whoever gave no answer is not asked again.
    if (answers?.[0] === undefined) questions = TRIES;
    return answers;
  };
  const tries = <C>(candidate: C): C[] =>
    Array.from({ length: onPrompt === undefined ? 1 : TRIES }, () => candidate);
  return [
    ...tries<Candidate>({
      name: "keyboard-interactive",
      method: "keyboard-interactive",
      begin: async () =>
        questions < TRIES
          ? { type: "keyboard-interactive", username, prompt: answering(login, ask, patience) }
          : undefined,
    }),
    ...tries<Candidate>({
      name: "the password",
      method: "password",
      async begin() {
        if (password !== undefined) return { type: "password", username, password };
        if (questions >= TRIES) return undefined;
        const prompts = [{ prompt: `${username}@${host}'s password: `, echo: false }];
        const request = { host, username, name: "", instructions: "", prompts };
        const [answer] = (await patience.unhurried(ask(request))) ?? [];
        return answer === undefined ? undefined : { type: "password", username, password: answer };
      },
    }),
  ];
}

/** Asks a human; counts how often. */
type Ask = (request: PromptRequest) => Promise<readonly string[] | undefined>;

/** Answers the server's prompts. */
function answering(
  login: Login,
  ask: Ask,
  { unhurried, fail }: Patience,
): KeyboardInteractiveAuthMethod["prompt"] {
  const { host, username } = login;
  return (name, instructions, _language, prompts, finish) => {
    const request: PromptRequest = {
      host,
      username,
      name: escapeName(name),
      instructions: escapeName(instructions),
      prompts: prompts.map(({ prompt, echo = false }: Prompt) => ({ prompt: escapeName(prompt), echo })),
    };
    unhurried(answersTo(request, login, ask)).then((answers) => finish([...(answers ?? [])]), fail);
  };
}

async function answersTo(
  request: PromptRequest,
  { password }: Login,
  ask: Ask,
): Promise<readonly string[] | undefined> {
  const [only] = request.prompts;
  // PAM ends with a message that has no prompt, which is no question.
  if (only === undefined) return [];
  const wantsPassword = request.prompts.length === 1 && only.echo === false;
  return wantsPassword && password !== undefined ? [password] : ask(request);
}
