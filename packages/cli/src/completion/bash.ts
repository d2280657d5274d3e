import type { Description, OptionDescription } from "../help/describe.ts";

/** A completion script for bash. */
export function bashCompletion(commands: readonly Description[]): string {
  return `# Completion of sftp-cli for bash: source it from ~/.bashrc.
_sftp_cli() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} options=
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} help --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(valueCases).join("")}  esac
  case \${COMP_WORDS[1]} in
${commands.map(optionCase).join("")}  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ \${COMP_WORDS[1]} == completion ]]; then
    COMPREPLY=($(compgen -W "bash zsh fish" -- "$current"))
  elif [[ \${COMP_WORDS[1]} == help ]]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$current"))
  else
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -F _sftp_cli sftp-cli
`;
}

function names({ short, long }: OptionDescription): string[] {
  return [short, long].filter((name) => name !== undefined);
}

/** What an option's argument may be: a word of a few, or anything, for which there are names of files. */
function valueCases({ name, options }: Description): string[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map((option) => {
      const patterns = names(option).map((each) => `"${name} ${each}"`);
      const words = option.choices.join(" ");
      return `    ${patterns.join("|")})\n      COMPREPLY=($(compgen -W "${words}" -- "$current"))\n      return\n      ;;\n`;
    });
}

function optionCase({ name, options }: Description): string {
  return `    ${name}) options="${options.flatMap(names).join(" ")}" ;;\n`;
}
