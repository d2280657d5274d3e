import type { ErrorHook } from "../../session/serverOptions.ts";
import { report } from "../../session/serverOptions.ts";
import type { LoginMethod } from "./authentication.ts";

/**
 * One login that was tried, or one connection that ended without any. Every connection leaves at least one of these. It
 * never holds a password, an answer, or a key.
 */
export interface LoginEvent {
  readonly time: Date;
  /**
   * - `accepted`: the client is logged in.
   * - `partial`: this step succeeded, and others are required.
   * - `refused`: the client tried to log in and was refused.
   * - `rejected`: this server ended the connection before a login was tried; `reason` says why.
   * - `left`: the client ended the connection before it tried to log in.
   */
  readonly outcome: "accepted" | "partial" | "refused" | "rejected" | "left";
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** The name that the client gave, as it came: escape it before you show it. `undefined` if it did not give one. */
  readonly user?: string | undefined;
  /** How the client tried to log in. Methods that this server does not have appear here too. */
  readonly method?: LoginMethod | (string & {}) | undefined;
  /** The fingerprint of the key that was offered, `SHA256:...`. */
  readonly fingerprint?: string | undefined;
  /** Why the connection was rejected. */
  readonly reason?: string | undefined;
}

/** Called for every login that was tried and every connection that was turned away. */
export type LoginHook = (event: LoginEvent) => void;

/** Calls the hook; an error that it throws goes to `onError`. */
export function tellLogin(
  hook: LoginHook | undefined,
  event: Omit<LoginEvent, "time">,
  onError: ErrorHook | undefined,
): void {
  try {
    hook?.({ time: new Date(), ...event });
  } catch (error) {
    report(onError, error, { during: "onLogin" });
  }
}
