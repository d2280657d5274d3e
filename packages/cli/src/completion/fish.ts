import type { Description, OptionDescription } from "../help/describe.ts";

/** A completion script for fish. */
export function fishCompletion(commands: readonly Description[]): string {
  const lines = commands.map(
    ({ name, summary }) =>
      `complete -c sftp-cli -n __fish_use_subcommand -f -a ${name} -d ${quote(summary.split(/\.( |$)/)[0]!)}\n`,
  );
  const options = commands.flatMap(({ name, options: all }) => all.map((option) => optionLine(name, option)));
  return `# Completion of sftp-cli for fish: write it to ~/.config/fish/completions/sftp-cli.fish.
${lines.join("")}complete -c sftp-cli -n __fish_use_subcommand -f -a help -d 'display help for a command'
complete -c sftp-cli -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'
${options.join("")}`;
}

function optionLine(name: string, { short, long, value, choices, description }: OptionDescription): string {
  const parts = [`complete -c sftp-cli -n '__fish_seen_subcommand_from ${name}'`];
  // A short name of a digit is written as an old-style option.
  if (short !== undefined) parts.push(`-s ${short.slice(1)}`);
  if (long !== undefined) parts.push(`-l ${long.slice(2)}`);
  if (choices.length > 0) parts.push(`-x -a ${quote(choices.join(" "))}`);
  else if (value !== undefined) parts.push("-r");
  return `${parts.join(" ")} -d ${quote(description)}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}
