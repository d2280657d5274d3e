import { SFTPError } from "@sftp/wire";
import type { AnyAuthMethod, AuthHandlerMiddleware, NextAuthHandler } from "ssh2";
import { type Candidate, candidates, type Patience } from "./candidates.ts";
import type { Login } from "./loginKeys.ts";

/** Tries one way to log in after another, those that the server takes, and keeps account. */
export class LoginAttempts {
  readonly #login: Login;
  readonly #patience: Patience;
  readonly #problems: Set<string>;
  readonly #tried = new Set<string>();
  /** Whether there are keys, and other ways to log in. */
  #available: ReadonlySet<string> = new Set();
  #left: Candidate[] | undefined;
  /** What the server takes, as far as it has said so. */
  #methods: readonly string[] | undefined;
  /** After an agent's key ssh2 does not tell what the server takes now, which another key may have changed. */
  #outdated = false;

  constructor(login: Login, patience: Patience) {
    this.#login = login;
    this.#patience = patience;
    this.#problems = new Set(login.problems);
  }

  /** Whether the server has been asked to let the user in. */
  get begun(): boolean {
    return this.#left !== undefined;
  }

  /** What ssh2 asks for the next way to try; that there is none left fails the login. */
  readonly handler: AuthHandlerMiddleware = (methods, _partial, next) => {
    // Before the server has said anything it is null, whatever the types say.
    this.#methods = methods ?? undefined;
    void this.#proceed(next);
  };

  async #proceed(next: NextAuthHandler): Promise<void> {
    try {
      const attempt = await this.#next();
      if (attempt === undefined) this.#patience.fail(this.failure());
      else next(attempt);
    } catch (error) {
      this.#patience.fail(error as Error);
    }
  }

  async #next(): Promise<AnyAuthMethod | undefined> {
    const none = { type: "none", username: this.#login.username } as const;
    if (this.#left === undefined) {
      this.#left = [];
      this.#left = await candidates(this.#login, this.#patience, (words) => this.#problems.add(words));
      this.#available = new Set(this.#left.map(({ method }) => method));
      return none;
    }
    for (;;) {
      const next = this.#left.findIndex(({ method }) => this.#methods?.includes(method) ?? true);
      const candidate = this.#left[next];
      if (this.#outdated && candidate?.method !== "publickey" && this.#left.length > 0) {
        this.#outdated = false;
        return none;
      }
      if (candidate === undefined) return undefined;
      this.#left.splice(next, 1);
      const attempt = await this.#begin(candidate);
      if (attempt === undefined) continue;
      this.#outdated = attempt.type === "agent";
      return attempt;
    }
  }

  async #begin({ name, begin }: Candidate): Promise<AnyAuthMethod | undefined> {
    try {
      const attempt = await begin();
      if (attempt !== undefined) this.#tried.add(name);
      // What was tried may have no further try.
      else if (!this.#tried.has(name)) this.#problems.add(`${name} was not given what it needs`);
      return attempt;
    } catch (error) {
      this.#problems.add((error as Error).message);
      return undefined;
    }
  }

  /**
   * Says that the user was not let in, and what was tried.
   *
   * @param cause what the server said, if it ended the login itself
   */
  failure(cause?: Error): SFTPError {
    const { username } = this.#login;
    const tried = this.#tried.size === 0 ? this.#nothingTried() : `tried ${[...this.#tried].join(", ")}`;
    const words = [
      `${username} was not let in${cause === undefined ? "" : ` (${cause.message})`}: ${tried}`,
      ...(this.#methods === undefined ? [] : [`the server takes ${this.#methods.join(", ")}`]),
      ...this.#problems,
    ];
    return new SFTPError("ERR_SFTP_AUTH", words.join("; "), { operation: "connect", cause });
  }

  /** Says what was looked for and not found. */
  #nothingTried(): string {
    const { agent, keys, keysInHome } = this.#login;
    const missing: string[] = [];
    if (!this.#available.has("publickey")) {
      missing.push(agent === undefined ? "no agent" : "no key in the agent");
      if (keys.length === 0) missing.push(keysInHome ? "no key in ~/.ssh" : "no private key");
    }
    if (!this.#available.has("password")) missing.push("no password");
    const found = missing.length === 0 ? "" : ` (there is ${missing.join(", ")})`;
    return `nothing could be tried${found}`;
  }
}
