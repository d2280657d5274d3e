import ssh2, { type AuthContext, type PublicKeyAuthContext } from "ssh2";

import { type Authenticate, type LoginAttempt, type LoginKey, methodsOf } from "./authentication.ts";
import { fingerprint } from "./hostKeys.ts";
import { askThrough, Unanswered } from "./interactive.ts";

/** The attempts of one connection to log in. */
export class Login {
  readonly #authenticate: Authenticate;
  readonly #remoteAddress: string | undefined;
  readonly #gone = new AbortController();
  #left: number;

  /** @param attempts how many may be refused before the connection is to be closed */
  constructor(authenticate: Authenticate, remoteAddress: string | undefined, attempts: number) {
    this.#authenticate = authenticate;
    this.#remoteAddress = remoteAddress;
    this.#left = attempts;
  }

  /** Whether as many attempts were refused as may be. */
  get exhausted(): boolean {
    return this.#left <= 0;
  }

  /** The connection has ended: nobody will answer any more. */
  leave(): void {
    this.#gone.abort(new Unanswered("the user has left during the login"));
  }

  /** Answers an attempt, unless there were too many; true if it succeeded, or would with the signature. */
  async attempt(context: AuthContext): Promise<boolean> {
    if (this.exhausted) return false;
    let right = false;
    try {
      right = await this.#isRight(context);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    } finally {
      // `none` only asks what there is.
      if (!right && context.method !== "none") this.#left--;
      if (right) context.accept();
      else context.reject([...methodsOf(this.#authenticate)]);
    }
    return right;
  }

  async #isRight(context: AuthContext): Promise<boolean> {
    if (context.method === "password") {
      // A request to change the password has an object here.
      const { password } = context as { password: unknown };
      return typeof password === "string" && this.#allows(context, { password });
    }
    if (context.method === "keyboard-interactive") {
      return this.#allows(context, { ask: askThrough(context, this.#gone.signal) });
    }
    if (context.method !== "publickey") return false;
    const publicKey = keyOf(context);
    return publicKey !== undefined && (await this.#allows(context, { publicKey })) && holdsKey(context);
  }

  async #allows(
    { method, username }: AuthContext,
    proof: Pick<LoginAttempt, "password" | "publicKey" | "ask">,
  ): Promise<boolean> {
    if (!methodsOf(this.#authenticate).some((offered) => offered === method)) return false;
    const attempt = { username, remoteAddress: this.#remoteAddress, ...proof };
    return (await this.#authenticate(attempt)) === true;
  }
}

/** The key that is offered, unless it would be proven with SHA-1. */
function keyOf({ key, hashAlgo }: PublicKeyAuthContext): LoginKey | undefined {
  if (key.algo === "ssh-rsa" && hashAlgo === undefined) return undefined;
  return { type: key.algo, data: key.data, fingerprint: fingerprint(key.data) };
}

/** Whether the signature is right. Without one, the client only asks whether the key would do. */
function holdsKey({ key, signature, blob, hashAlgo }: PublicKeyAuthContext): boolean {
  if (signature === undefined) return true;
  if (blob === undefined) return false;
  const parsed = ssh2.utils.parseKey(`${key.algo} ${key.data.toString("base64")}`);
  return !(parsed instanceof Error) && parsed.verify(blob, signature, hashAlgo) === true;
}
