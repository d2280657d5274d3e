import type { Awaitable } from "../../backend/backend.ts";
import type { Authenticate, LoginAttempt } from "./authentication.ts";

/** Something that a user is asked who logs in. */
export interface LoginQuestion {
  readonly prompt: string;
  /** Whether what they type may be seen. Default: false. */
  readonly echo?: boolean | undefined;
}

/**
 * Asks the user who is logging in. Resolves to one answer for each question; rejects if they leave, or try something else,
 * instead. May be called several times.
 */
export type AskUser = (questions: readonly (string | LoginQuestion)[], title?: string) => Promise<string[]>;

/**
 * Lets in whom `isRight` lets in, which may ask them what it likes: for a one-time code, or a password and a code
 * (`keyboard-interactive` of SSH).
 */
export function interactive(
  isRight: (attempt: LoginAttempt & { readonly ask: AskUser }) => Awaitable<boolean>,
): Authenticate {
  const authenticate = ({ ask, ...attempt }: LoginAttempt): Awaitable<boolean> =>
    ask !== undefined && isRight({ ...attempt, ask });
  return Object.assign(authenticate, { methods: ["keyboard-interactive"] as const });
}

/** Why there is no answer: the user's doing, which is no failure of whoever asked. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}

/** What asks the user in a `keyboard-interactive` login: ssh2's context of the attempt. */
export interface PromptContext {
  prompt(
    prompts: { prompt: string; echo: boolean }[],
    title: string,
    instructions: string,
    callback: (answers: string[] | Error) => void,
  ): void;
}

/** How to ask the user behind an attempt, until `gone` is aborted. */
export function askThrough(context: PromptContext, gone: AbortSignal): AskUser {
  return (questions, title = "") =>
    new Promise((resolve, reject) => {
      gone.throwIfAborted();
      const leave = (): void => reject(gone.reason);
      gone.addEventListener("abort", leave);
      const prompts = questions.map((question) =>
        typeof question === "string"
          ? { prompt: question, echo: false }
          : { prompt: question.prompt, echo: question.echo ?? false },
      );
      context.prompt(prompts, title, "", (answers) => {
        gone.removeEventListener("abort", leave);
        if (answers instanceof Error) reject(new Unanswered("the user tries something else"));
        else if (answers.length === questions.length) resolve(answers);
        else
          reject(new Unanswered(`${questions.length} questions were asked, and ${answers.length} answered`));
      });
    });
}
