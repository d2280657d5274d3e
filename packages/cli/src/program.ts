import { Command } from "commander";
import { demo } from "./commands/demo.ts";
import { get } from "./commands/get.ts";
import { ls } from "./commands/ls.ts";
import { mkdir } from "./commands/mkdir.ts";
import { put } from "./commands/put.ts";
import { realpath } from "./commands/realpath.ts";
import { rename } from "./commands/rename.ts";
import { rm } from "./commands/rm.ts";
import { serve } from "./commands/serve.ts";
import { stat } from "./commands/stat.ts";
import type { Context } from "./context.ts";
import { version } from "./version.ts";

const commands = [serve, get, put, ls, stat, rm, mkdir, rename, realpath, demo];

/** The command line: all commands with their options and help texts. */
export function createProgram(context: Context): Command {
  const program = new Command("sftp-cli")
    .description("SFTP on the command line: serve folders, and get, put and manage files on servers.")
    .version(version);
  for (const command of commands) program.addCommand(command(context));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // What was wrong is said by `main`, as for every other error.
      outputError: () => {},
    });
  }
  return program;
}
