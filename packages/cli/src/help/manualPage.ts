import type { Description, OptionDescription } from "./describe.ts";

/** The page sftp-cli(1) in mdoc(7), from the definitions that the help is made of. */
export function manualPage(commands: readonly Description[]): string {
  return `.\\" Made from the definitions of the commands: do not edit.
.Dd November 30, 2026
.Dt SFTP-CLI 1
.Os
.Sh NAME
.Nm sftp-cli
.Nd transfer and manage files over SFTP, and serve directories
.Sh SYNOPSIS
.Nm
.Ar command
.Op Ar options
.Op Ar argument ...
.Sh DESCRIPTION
.Nm
transfers files and directories to and from SFTP servers,
manages what is on them, and serves directories itself.
A server is named in one of these ways:
.Bl -tag -width Ds
.It Li sftp://user@host:port/path
The path is absolute;
.Li /~/path
is relative to the start directory.
.It Li user@host:path
As with
.Xr scp 1 :
a path without a leading
.Sq /
is relative to the start directory, and so is
.Li ~/path .
.It Li alias:path
A host of
.Pa ~/.ssh/config .
.It Ar path
With
.Fl -command ,
which starts a program that speaks SFTP on its standard input and output.
.El
.Pp
Remote paths may be globs:
.Sq * ,
.Sq \\&? ,
.Sq [a-z] ,
.Sq {a,b}
and
.Sq ** .
A path that exists literally wins over the glob.
The commands are:
.Bl -tag -width Ds
${commands.map(commandSection).join("")}.El
.Sh ENVIRONMENT
.Bl -tag -width SSH_AUTH_SOCK
.It Ev NO_COLOR
If set, names are not coloured.
.It Ev SSH_AUTH_SOCK
The socket of the SSH agent whose keys are tried.
.It Ev XDG_STATE_HOME
Where the history of
.Cm shell
is kept, in
.Pa sftp-cli/history ;
by default in
.Pa ~/.local/state .
.El
.Sh EXIT STATUS
.Bl -tag -width 130
.It 0
Everything was done.
.It 1
Something that was asked for failed.
.It 2
Wrong usage; nothing was done.
.It 3
No connection, or no login.
.It 4
The host key of the server was refused.
.It 130
Interrupted.
.El
.Sh EXAMPLES
${commands.map(exampleSection).join("")}.Sh SEE ALSO
.Xr scp 1 ,
.Xr sftp 1 ,
.Xr ssh_config 5 ,
.Xr sftp-server 8
`;
}

function commandSection({ name, summary, usage, options, arguments: args }: Description): string {
  const items = [
    ...args.map((argument) => `.It Ar ${escaped(argument.name)}\n${text(argument.description)}`),
    ...options.map(optionItem),
  ];
  const synopsis = usage.split(/\n\s*/)[0]!.replace("[options] ", "").replace("[options]", "");
  const heading = synopsis === "" ? "" : ` Ar ${escaped(synopsis)}`;
  return `.It Cm ${name}${heading}\n${text(summary)}.Bl -tag -width Ds\n${items.join("")}.El\n`;
}

function optionItem({ short, long, value, isOptional, description }: OptionDescription): string {
  const flags = [short, long]
    .filter((flag) => flag !== undefined)
    .map((flag) => `Fl ${escaped(flag.slice(1))}`);
  const argument = value === undefined ? "" : ` ${isOptional ? "Op " : ""}Ar ${escaped(value)}`;
  return `.It ${flags.join(" , ")}${argument}\n${text(description)}`;
}

function exampleSection({ examples }: Description): string {
  return examples.map((line) => `.Dl ${escaped(line)}\n`).join("");
}

/** The longest line of the page's source. */
const WIDTH = 78;

/** A paragraph of text, with every sentence on its own line, and long ones on several. */
function text(words: string): string {
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  const lines = sentence.split(/(?<=[.:]) (?=[A-Z])/).flatMap(wrapped);
  return `${lines.join("\n")}${/[.)]$/.test(sentence) ? "" : "."}\n`;
}

function wrapped(sentence: string): string[] {
  const lines = [""];
  for (const word of sentence.split(" ").map(escaped)) {
    const line = lines.at(-1)!;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + word.length < WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text in which nothing is a request of the formatter. */
function escaped(words: string): string {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll(/^([.'])/gm, "\\&$1")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq");
}
