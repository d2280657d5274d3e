import ssh2, { type AuthContext, type PublicKeyAuthContext } from "ssh2";

import { fingerprint } from "../hostKeys.ts";
import {
  type Authenticate,
  grantOf,
  type LoginAttempt,
  type LoginGrant,
  type LoginKey,
  methodsOf,
} from "./authentication.ts";
import { askThrough, Unanswered } from "./interactive.ts";
import type { LoginEvent } from "./loginEvent.ts";
import type { SessionRestrictions } from "./restrictions.ts";

/** How an attempt ended. */
export type LoginOutcome = Pick<LoginEvent, "user" | "method" | "fingerprint"> & {
  readonly outcome: "accepted" | "partial" | "refused";
};

export interface LoginOptions {
  readonly remoteAddress?: string | undefined;
  /** How many attempts may be refused before the connection is closed. */
  readonly attempts: number;
  /** Told of each attempt. To ask for the methods, or for a key that would do, is none; to ask for one that would not is refused. */
  readonly onOutcome?: ((outcome: LoginOutcome) => void) | undefined;
}

/** The attempts of one connection to log in. */
export class Login {
  readonly #options: LoginOptions;
  readonly #gone = new AbortController();
  /** What decides now; after a partial success, what is left. */
  #authenticate: Authenticate;
  /** Whom an earlier step let in, who must not be somebody else in the next one. */
  #user: string | undefined;
  /** How many attempts may still be refused. */
  #left: number;
  #running = 0;
  /** The attempt that was begun last. */
  #current: AuthContext | undefined;
  #asked = false;
  #tried = false;
  #restrictions: SessionRestrictions | undefined;

  constructor(authenticate: Authenticate, options: LoginOptions) {
    this.#authenticate = authenticate;
    this.#options = options;
    this.#left = options.attempts;
  }

  /** Whether there was any attempt, apart from asking for the methods once. */
  get tried(): boolean {
    return this.#tried;
  }

  /** Whether as many attempts were refused as may be, or more were begun. */
  get exhausted(): boolean {
    return this.#left <= 0;
  }

  /** What the sessions of this login may do. */
  get restrictions(): SessionRestrictions | undefined {
    return this.#restrictions;
  }

  /** The connection has ended: nobody will answer any more. */
  leave(): void {
    this.#gone.abort(new Unanswered("the user has left during the login"));
  }

  /**
   * Answers an attempt. One that runs counts as if it were refused, so that no more are made at the same time than in a row.
   *
   * @returns whether the client is logged in
   */
  async attempt(context: AuthContext): Promise<boolean> {
    // The connection is being closed: what is still sent is no attempt any more.
    if (this.exhausted) return false;
    // The first `none` only asks what there is.
    if (context.method === "none" && !this.#asked) {
      this.#asked = true;
      this.#refuse(context);
      return false;
    }
    this.#tried = true;
    if (this.#running === this.#left) {
      this.#left = 0;
      this.#finish(context, "refused");
      return false;
    }
    this.#running++;
    this.#current = context;
    let grant: LoginGrant | undefined;
    try {
      const decided = await this.#decide(context);
      // A client that begins another attempt has given up this one.
      if (this.#current === context && !this.exhausted) grant = decided;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    } finally {
      this.#running--;
      if (!grant) {
        this.#left--;
        this.#finish(context, "refused");
      }
    }
    if (grant && isQuestion(context)) context.accept();
    else if (grant) return this.#enter(context, grant);
    return false;
  }

  /** What was proven counts. */
  #enter(context: AuthContext, { next, restrictions }: LoginGrant): boolean {
    this.#user = context.username;
    this.#restrictions = restrictions;
    if (next) {
      this.#authenticate = next;
      this.#finish(context, "partial");
      return false;
    }
    this.#finish(context, "accepted");
    return true;
  }

  #finish(context: AuthContext, outcome: LoginOutcome["outcome"]): void {
    const { username: user, method } = context;
    const key = method === "publickey" ? context.key.data : undefined;
    this.#options.onOutcome?.({
      outcome,
      user,
      method,
      ...(key && { fingerprint: fingerprint(key) }),
    });
    if (outcome === "accepted") context.accept();
    else this.#refuse(context, outcome === "partial");
  }

  #refuse(context: AuthContext, isPartial = false): void {
    context.reject([...methodsOf(this.#authenticate)], isPartial);
  }

  async #decide(context: AuthContext): Promise<LoginGrant | undefined> {
    if (this.#user !== undefined && context.username !== this.#user) return undefined;
    if (context.method === "password") {
      // A request to change the password has an object here.
      const { password } = context as { password: unknown };
      return typeof password === "string" ? this.#allows(context, { password }) : undefined;
    }
    if (context.method === "keyboard-interactive") {
      return this.#allows(context, { ask: askThrough(context, this.#gone.signal) });
    }
    if (context.method !== "publickey") return undefined;
    const publicKey = keyOf(context);
    const grant = publicKey && (await this.#allows(context, { publicKey }));
    return grant && (isQuestion(context) || holdsKey(context)) ? grant : undefined;
  }

  async #allows(
    { method, username }: AuthContext,
    proof: Pick<LoginAttempt, "password" | "publicKey" | "ask">,
  ): Promise<LoginGrant | undefined> {
    if (!methodsOf(this.#authenticate).some((offered) => offered === method)) return undefined;
    const { remoteAddress } = this.#options;
    return grantOf(await this.#authenticate({ username, remoteAddress, ...proof }));
  }
}

/** Whether a client only asks whether a key would do, and signs nothing. */
function isQuestion(context: AuthContext): boolean {
  return context.method === "publickey" && context.signature === undefined;
}

/** The key that is offered, unless it would be proven with SHA-1. */
function keyOf({ key, hashAlgo }: PublicKeyAuthContext): LoginKey | undefined {
  if (key.algo === "ssh-rsa" && hashAlgo === undefined) return undefined;
  return { type: key.algo, data: key.data, fingerprint: fingerprint(key.data) };
}

/** Whether the signature is right. */
function holdsKey({ key, signature, blob, hashAlgo }: PublicKeyAuthContext): boolean {
  if (signature === undefined || blob === undefined) return false;
  const parsed = ssh2.utils.parseKey(`${key.algo} ${key.data.toString("base64")}`);
  return !(parsed instanceof Error) && parsed.verify(blob, signature, hashAlgo) === true;
}
