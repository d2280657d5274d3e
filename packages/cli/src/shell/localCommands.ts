import { spawn } from "node:child_process";
import { mkdir, realpath } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { escapeName } from "@sftp/wire";
import type { Context } from "../context.ts";
import { expandLocal } from "../glob/localPaths.ts";
import { inHome } from "./inHome.ts";

/** `lcd`: the local directory is that of this process, so that every path is relative to it. */
export function lcd(context: Context): Command {
  return new Command("lcd")
    .description("Change the local directory; without one, to the home directory.")
    .argument("[local]", "a directory")
    .action((local?: string) => process.chdir(inHome(local ?? "~", context.env)));
}

/** `lpwd`: prints the local directory. */
export function lpwd(context: Context): Command {
  return new Command("lpwd").description("Print the local directory.").action(async () => {
    context.stdout.write(`Local working directory: ${escapeName(await realpath("."))}\n`);
  });
}

/** `lmkdir`: makes a local directory. */
export function lmkdir(context: Context): Command {
  return new Command("lmkdir")
    .description("Make a local directory.")
    .argument("<local>", "the new directory")
    .action(async (local: string) => void (await mkdir(inHome(local, context.env))));
}

/** `lls`: lists a local directory with the system's `ls`. */
export function lls(context: Context): Command {
  return new Command("lls")
    .description("List a local directory, with the system's ls.")
    .helpOption("--help", "display help for command")
    .argument("[local...]", "options and paths of ls; globs may be used")
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const paths = words.filter((word) => !isOption(word));
      const found = await expandLocal(paths, context);
      if (found.length === 0 && paths.length > 0) return;
      await runLocally("ls", [...words.filter(isOption), "--", ...found], context);
    });
}

/** `lumask`: sets the mode that new local files do not get. */
export function lumask(context: Context): Command {
  return new Command("lumask")
    .description("Print the local umask, or set it.")
    .argument("[umask]", "an octal number like 022", octal)
    .action((mask?: number) => {
      if (mask === undefined) context.stdout.write(`Local umask: ${umaskText()}\n`);
      else process.umask(mask);
    });
}

function isOption(word: string): boolean {
  return word.startsWith("-");
}

function umaskText(): string {
  return process.umask().toString(8).padStart(3, "0");
}

function octal(text: string): number {
  if (!/^[0-7]{1,4}$/.test(text)) throw new InvalidArgumentError("It must be an octal number like 022.");
  return parseInt(text, 8);
}

/** `!COMMAND`: runs a command of the local system; without one, an interactive shell. */
export function runLocalShell(line: string, context: Context): Promise<void> {
  const shell = context.env["SHELL"] || "/bin/sh";
  return runLocally(shell, line.trim() === "" ? [] : ["-c", line], context);
}

/**
 * Runs a program with the streams of this one. What this one prints may be no stream of the process, so that what the
 * program prints is passed on, unless both are a terminal.
 */
async function runLocally(program: string, args: readonly string[], context: Context): Promise<void> {
  const isOwn = context.stdout === (process.stdout as unknown);
  const child = spawn(program, args, {
    stdio: ["inherit", isOwn ? "inherit" : "pipe", isOwn ? "inherit" : "pipe"],
  });
  child.stdout?.on("data", (chunk: Buffer) => void context.stdout.write(chunk));
  child.stderr?.on("data", (chunk: Buffer) => void context.stderr.write(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0)
    throw new Error(`${program} ended with ${code === null ? "a signal" : `exit code ${code}`}`);
}
