import { Command } from "commander";
import type { Context } from "./context.ts";
import { version } from "./version.ts";

type Make = (context: Context) => Command;

/**
 * The commands as the help shows them. Each is loaded when it is needed: a server on stdin and stdout is started for
 * every login, and must not wait for progress bars.
 */
const groups: Readonly<Record<string, Readonly<Record<string, () => Promise<Make>>>>> = {
  "Transfer files:": {
    get: async () => (await import("./commands/get.ts")).get,
    put: async () => (await import("./commands/put.ts")).put,
    sync: async () => (await import("./commands/sync.ts")).sync,
    copy: async () => (await import("./commands/copy.ts")).copy,
    cat: async () => (await import("./commands/cat.ts")).cat,
  },
  "Look at a server:": {
    ls: async () => (await import("./commands/ls.ts")).ls,
    stat: async () => (await import("./commands/stat.ts")).stat,
    find: async () => (await import("./commands/find.ts")).find,
    df: async () => (await import("./commands/df.ts")).df,
    du: async () => (await import("./commands/du.ts")).du,
    check: async () => (await import("./commands/check.ts")).check,
    realpath: async () => (await import("./commands/realpath.ts")).realpath,
  },
  "Change what is on it:": {
    mkdir: async () => (await import("./commands/mkdir.ts")).mkdir,
    rm: async () => (await import("./commands/rm.ts")).rm,
    rename: async () => (await import("./commands/rename.ts")).rename,
    mv: async () => (await import("./commands/rename.ts")).mv,
    ln: async () => (await import("./commands/ln.ts")).ln,
    touch: async () => (await import("./commands/touch.ts")).touch,
    chmod: async () => (await import("./commands/chmod.ts")).chmod,
    chown: async () => (await import("./commands/chown.ts")).chown,
  },
  "Run many commands over one connection:": {
    shell: async () => (await import("./commands/shell.ts")).shell,
    batch: async () => (await import("./commands/batch.ts")).batch,
  },
  "Be a server:": {
    serve: async () => (await import("./commands/serve.ts")).serve,
    demo: async () => (await import("./commands/demo.ts")).demo,
  },
  "Set up your terminal:": {
    completion: async () => (await import("./commands/completion.ts")).completion,
    man: async () => (await import("./commands/man.ts")).man,
  },
};

/**
 * The command line with its options and help texts: with the command of this name alone, or with all of them if none
 * has it.
 */
export async function createProgram(context: Context, name: string | undefined): Promise<Command> {
  const program = new Command("sftp-cli")
    .description("SFTP on the command line: transfer and manage files on servers, and serve directories.")
    .version(version);
  const isKnown = Object.values(groups).some((commands) => Object.hasOwn(commands, name ?? ""));
  for (const [heading, commands] of Object.entries(groups)) {
    for (const [each, load] of Object.entries(commands)) {
      if (isKnown && each !== name) continue;
      const make = await load();
      program.addCommand(make(context).helpGroup(heading));
    }
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // `main` says what was wrong, as for every other error.
      outputError: () => {},
    });
  }
  return program;
}
