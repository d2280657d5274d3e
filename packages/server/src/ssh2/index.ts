/**
 * SFTP over SSH: listening, host keys and logins, on the package `ssh2`.
 *
 * @packageDocumentation
 */
export {
  anyOf,
  type Authenticate,
  type LoginAttempt,
  type LoginKey,
  type LoginMethod,
} from "./authentication.ts";
export { authorizedKeys, type AuthorizedKeysSource } from "./authorizedKeys.ts";
export { generateHostKey, type HostKey } from "./hostKeys.ts";
export { type AskUser, interactive, type LoginQuestion } from "./interactive.ts";
export type { SFTPListener } from "./listener.ts";
export { passwords, type PasswordSource } from "./passwords.ts";
export { serve } from "./serve.ts";
export type { ServeOptions } from "./serveOptions.ts";
