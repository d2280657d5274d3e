/**
 * SFTP over SSH: listening, host keys and logins, on the package `ssh2`.
 *
 * @packageDocumentation
 */
export { authorizedKeys, type AuthorizedKeysSource } from "./authorizedKeys/authorizedKeys.ts";
export type { Peer } from "./addresses/peer.ts";
export { generateHostKey, type HostKey, type HostKeyType } from "./hostKeys.ts";
export type { ServerAlgorithms } from "./listener/algorithms.ts";
export type { SFTPListener } from "./listener/listener.ts";
export type {
  Authenticate,
  LoginAttempt,
  LoginGrant,
  LoginKey,
  LoginMethod,
} from "./login/authentication.ts";
export { allOf, anyOf } from "./login/combine.ts";
export { type AskUser, interactive, type LoginQuestion } from "./login/interactive.ts";
export type { LoginEvent, LoginHook } from "./login/loginEvent.ts";
export { passwords, type PasswordSource } from "./login/passwords.ts";
export type { SessionRestrictions } from "./login/restrictions.ts";
export { serve } from "./serve.ts";
export type { ProxyProtocol, ServeOptions } from "./serveOptions.ts";
