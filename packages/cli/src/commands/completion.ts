import { Argument, Command } from "commander";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { describe } from "../help/describe.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `sftp-cli completion`: prints the script that completes the command line in a shell. */
export function completion(context: Context): Command {
  const command = new Command("completion")
    .description("Print a script that completes commands, options and file names in your shell.")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(scripts)));
  return withExamples(command, context, [
    'eval "$(sftp-cli completion bash)"',
    "sftp-cli completion fish > ~/.config/fish/completions/sftp-cli.fish",
  ]).action(async (shell: keyof typeof scripts) => {
    const { createProgram } = await import("../program.ts");
    context.stdout.write(scripts[shell](describe(await createProgram(context, undefined))));
  });
}
