import { Command } from "commander";
import { cat } from "./commands/cat.ts";
import { chmod } from "./commands/chmod.ts";
import { chown } from "./commands/chown.ts";
import { demo } from "./commands/demo.ts";
import { df } from "./commands/df.ts";
import { du } from "./commands/du.ts";
import { find } from "./commands/find.ts";
import { get } from "./commands/get.ts";
import { ln } from "./commands/ln.ts";
import { ls } from "./commands/ls.ts";
import { mkdir } from "./commands/mkdir.ts";
import { put } from "./commands/put.ts";
import { realpath } from "./commands/realpath.ts";
import { rename } from "./commands/rename.ts";
import { rm } from "./commands/rm.ts";
import { serve } from "./commands/serve.ts";
import { stat } from "./commands/stat.ts";
import { touch } from "./commands/touch.ts";
import type { Context } from "./context.ts";
import { version } from "./version.ts";

/** The commands as the help shows them. */
const groups = {
  "Transfer files:": [get, put, cat],
  "Look at a server:": [ls, stat, find, df, du, realpath],
  "Change what is on it:": [mkdir, rm, rename, ln, touch, chmod, chown],
  "Be a server:": [serve, demo],
};

/** The command line: all commands with their options and help texts. */
export function createProgram(context: Context): Command {
  const program = new Command("sftp-cli")
    .description("SFTP on the command line: serve folders, and get, put and manage files on servers.")
    .version(version);
  for (const [heading, commands] of Object.entries(groups)) {
    for (const command of commands) program.addCommand(command(context).helpGroup(heading));
  }
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
