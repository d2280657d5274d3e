/** A question of the server, or of a login, that only a human can answer. */
export interface PromptRequest {
  /** The server, as the user named it. */
  readonly host: string;
  readonly username: string;
  /** What the server calls this, and what it says about it; often nothing. Control characters are made visible. */
  readonly name: string;
  readonly instructions: string;
  /** What is to be asked, in order; `echo` says whether the answer may be seen while it is typed. */
  readonly prompts: readonly { readonly prompt: string; readonly echo: boolean }[];
}

/**
 * How to log in. What is given is tried, in the order of `ssh`: the agent's keys, the keys, keyboard-interactive, the
 * password. Where no password, key or agent is given, ssh_config says what to try, if `config` is set; else it is the
 * agent at SSH_AUTH_SOCK.
 */
export interface LoginOptions {
  /** Also answers a keyboard-interactive server that asks for one thing. */
  password?: string | undefined;
  /** The content of private keys, in OpenSSH's, PEM or PuTTY's form. */
  privateKey?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /**
   * Files with private keys, tried after those of `privateKey`; a file with a public key picks a key of the agent. `~/` in
   * front is the home directory.
   */
  identity?: string | readonly string[] | undefined;
  /**
   * What private keys are encrypted with, or what is asked for it when a key's turn comes; no answer leaves the key out.
   */
  passphrase?: string | ((key: string) => string | undefined | Promise<string | undefined>) | undefined;
  /** The socket of an SSH agent. */
  agent?: string | undefined;
  /**
   * Answers a keyboard-interactive server, one answer for each prompt, and gives the password where there is none.
   * No answer gives up this way to log in. No limit of time runs meanwhile.
   */
  onPrompt?:
    | ((request: PromptRequest) => readonly string[] | undefined | Promise<readonly string[] | undefined>)
    | undefined;
}
