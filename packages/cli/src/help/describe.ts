import type { Command } from "commander";

/** A command, as completion scripts and the man page need it. */
export interface Description {
  readonly name: string;
  readonly heading: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly OptionDescription[];
  readonly arguments: readonly { readonly name: string; readonly description: string }[];
  readonly examples: readonly string[];
}

/** An option of a command. */
export interface OptionDescription {
  readonly short: string | undefined;
  readonly long: string | undefined;
  /** What its argument is called; `undefined` if it takes none. */
  readonly value: string | undefined;
  /** Whether the argument may be left out. */
  readonly isOptional: boolean;
  readonly choices: readonly string[];
  readonly description: string;
}

/** The commands of a program as they are defined, without the texts that help them. */
export function describe(program: Command): Description[] {
  return program.commands.map((command) => {
    const help = command.createHelp();
    return {
      name: command.name(),
      heading: command.helpGroup().replace(/:$/, ""),
      summary: command.description(),
      usage: command.usage(),
      options: help.visibleOptions(command).map((option) => ({
        short: option.short,
        long: option.long,
        value: /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1],
        isOptional: option.optional,
        choices: option.argChoices ?? [],
        description: help.optionDescription(option),
      })),
      arguments: help.visibleArguments(command).map((argument) => ({
        name: help.argumentTerm(argument),
        description: help.argumentDescription(argument),
      })),
      examples: examplesOf(command),
    };
  });
}

/** The lines after `Examples:` of the help. */
function examplesOf(command: Command): string[] {
  let text = "";
  command.configureOutput({ writeOut: (part) => void (text += part) }).outputHelp();
  const [, lines = ""] = /\nExamples:\n((?: {2}.*\n?)+)/.exec(text) ?? [];
  return lines.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}
