import { Command } from "commander";
import type { Context } from "../context.ts";
import type { Shell } from "./shell.ts";

type Make = (context: Context, shell: Shell) => Command;

/** The commands of the shell in the order of its help. Each is loaded when it is needed. */
export const shellCommands: Readonly<Record<string, () => Promise<Make>>> = {
  ls: async () => (await import("../commands/ls.ts")).ls,
  cd: async () => (await import("./directoryCommands.ts")).cd,
  pwd: async () => (await import("./directoryCommands.ts")).pwd,
  get: async () => (await import("../commands/get.ts")).get,
  put: async () => (await import("../commands/put.ts")).put,
  reget: async () => (await import("./againCommands.ts")).reget,
  reput: async () => (await import("./againCommands.ts")).reput,
  sync: async () => (await import("../commands/sync.ts")).sync,
  copy: async () => (await import("../commands/copy.ts")).copy,
  check: async () => (await import("../commands/check.ts")).check,
  cat: async () => (await import("../commands/cat.ts")).cat,
  stat: async () => (await import("../commands/stat.ts")).stat,
  find: async () => (await import("../commands/find.ts")).find,
  df: async () => (await import("../commands/df.ts")).df,
  du: async () => (await import("../commands/du.ts")).du,
  realpath: async () => (await import("../commands/realpath.ts")).realpath,
  mkdir: async () => (await import("../commands/mkdir.ts")).mkdir,
  rmdir: async () => (await import("./directoryCommands.ts")).rmdir,
  rm: async () => (await import("../commands/rm.ts")).rm,
  rename: async () => (await import("../commands/rename.ts")).rename,
  mv: async () => (await import("../commands/rename.ts")).mv,
  ln: async () => (await import("../commands/ln.ts")).ln,
  symlink: async () => (await import("./againCommands.ts")).symlink,
  touch: async () => (await import("../commands/touch.ts")).touch,
  chmod: async () => (await import("../commands/chmod.ts")).chmod,
  chown: async () => (await import("../commands/chown.ts")).chown,
  chgrp: async () => (await import("../commands/chown.ts")).chgrp,
  lcd: async () => (await import("./localCommands.ts")).lcd,
  lpwd: async () => (await import("./localCommands.ts")).lpwd,
  lls: async () => (await import("./localCommands.ts")).lls,
  lmkdir: async () => (await import("./localCommands.ts")).lmkdir,
  lumask: async () => (await import("./localCommands.ts")).lumask,
  progress: async () => progress,
  version: async () => protocolVersion,
  help: async () => help,
  exit: async () => exit,
};

/** Other names of commands. */
export const aliases: Readonly<Record<string, string>> = {
  dir: "ls",
  chdir: "cd",
  lchdir: "lcd",
  cp: "copy",
  mget: "get",
  mput: "put",
  "?": "help",
  quit: "exit",
  bye: "exit",
};

function progress({ stdout }: Context, shell: Shell): Command {
  return new Command("progress").description("Switch the display of progress on or off.").action(() => {
    shell.showsProgress = !shell.showsProgress;
    stdout.write(`Progress meter ${shell.showsProgress ? "enabled" : "disabled"}\n`);
  });
}

function protocolVersion({ stdout, session }: Context): Command {
  return new Command("version")
    .description("Print the version of the protocol, and the extensions of the server.")
    .action(() => {
      const { extensions } = session!.sftp.capabilities;
      stdout.write("SFTP protocol version 3\n");
      for (const [name, version] of extensions) stdout.write(`${name} ${version}\n`);
    });
}

function help(context: Context, shell: Shell): Command {
  return new Command("help")
    .description("Print this list, or the help of a command.")
    .argument("[command]", "a command")
    .action(async (name?: string) => {
      if (name !== undefined) return void context.stdout.write(await shell.helpOf(name));
      const lines = await Promise.all(Object.keys(shellCommands).map((each) => shell.summaryOf(each)));
      context.stdout.write(`${lines.join("")}!COMMAND    Run a command of the local system.\n`);
      context.stdout.write("\nhelp COMMAND shows the options of a command.\n");
    });
}

function exit(_context: Context, shell: Shell): Command {
  return new Command("exit").description("End the session.").action(() => {
    shell.isOver = true;
  });
}
