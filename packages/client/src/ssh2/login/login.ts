import { userInfo } from "node:os";
import type { LoginKey } from "./loginKeys.ts";
import type { LoginOptions } from "./loginOptions.ts";

/** All that a login may use. */
export interface Login extends Pick<LoginOptions, "password" | "agent" | "onPrompt"> {
  /** The server, as the user named it. */
  readonly host: string;
  readonly username: string;
  readonly keys: readonly LoginKey[];
  /** Whether the agent's other keys are left alone. */
  readonly onlyTheseKeys: boolean;
  /** Whether keys were looked for in `~/.ssh`, as ssh_config has it. */
  readonly keysInHome?: boolean;
  /** Why keys that were to be tried cannot be. */
  readonly problems: readonly string[];
}

/** The user that runs this process. */
export function ownName(): string {
  return userInfo().username;
}
