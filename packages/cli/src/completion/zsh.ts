import type { Description, OptionDescription } from "../help/describe.ts";

/** A completion script for zsh. */
export function zshCompletion(commands: readonly Description[]): string {
  const listed = commands.map(({ name, summary }) => `    ${quote(`${name}:${firstSentence(summary)}`)}\n`);
  return `#compdef sftp-cli
# Completion of sftp-cli for zsh: write it to a file named _sftp-cli in a directory of fpath.
_sftp_cli() {
  local -a commands
  commands=(
${listed.join("")}    'help:display help for a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join("")}    help) _describe command commands ;;
    *) _files ;;
  esac
}
if [ "$funcstack[1]" = "_sftp_cli" ] || [ "$funcstack[1]" = "_sftp-cli" ]; then
  _sftp_cli "$@"
else
  compdef _sftp_cli sftp-cli
fi
`;
}

function commandCase({ name, options }: Description): string {
  const rest = name === "completion" ? "'*:shell:(bash zsh fish)'" : "'*:file:_files'";
  const specs = [...options.flatMap(optionSpecs), rest].map((spec) => ` \\\n        ${spec}`);
  return `    ${name})\n      _arguments -s${specs.join("")}\n      ;;\n`;
}

function optionSpecs({ short, long, value, isOptional, choices, description }: OptionDescription): string[] {
  const words = description.replaceAll(/[[\]\\]/g, "\\$&");
  const action = choices.length > 0 ? `(${choices.join(" ")})` : "_files";
  const argument = value === undefined ? "" : `${isOptional ? "::" : ":"}${value}:${action}`;
  return [short, long].flatMap((name) => {
    if (name === undefined) return [];
    const sign = value !== undefined && name.startsWith("--") ? (isOptional ? "=-" : "=") : "";
    return [quote(`*${name}${sign}[${words.replaceAll(":", "\\:")}]${argument}`)];
  });
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.) /)[0]!.replace(/\.$/, "");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
