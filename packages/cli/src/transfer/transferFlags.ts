import { type Command, InvalidArgumentError, Option } from "commander";

/** The commands that transfer. */
export type TransferCommandName = "get" | "put" | "copy" | "sync";

/** A transfer option of the library, and its flag. */
interface TransferFlag {
  /** The option, as the library names it. */
  readonly option: string;
  readonly flags: string;
  readonly description: string;
  /** The commands that have it. */
  readonly commands: readonly TransferCommandName[];
  /** What the option is set to where the flag has no argument. Default: true. */
  readonly value?: unknown;
  /** The words that the flag takes. */
  readonly choices?: readonly string[];
  /** Reads the flag's argument. */
  readonly parse?: (text: string) => unknown;
  /** Other flags that it cannot go with. */
  readonly conflicts?: readonly string[];
}

const all: readonly TransferCommandName[] = ["get", "put", "copy", "sync"];

/** The options of the library's transfers, each with its flag. */
const transferFlags: readonly TransferFlag[] = [
  {
    option: "atomic",
    flags: "--atomic",
    description: "give files their names only when they are complete",
    commands: all,
  },
  {
    option: "resume",
    flags: "-a, --resume",
    description: "continue an earlier transfer, after comparing what it has left",
    commands: ["get", "put", "sync"],
    conflicts: ["atomic"],
  },
  {
    option: "verify",
    flags: "--verify <how>",
    description: "compare the contents of what was sent and what arrived",
    choices: ["hash"],
    commands: all,
  },
  {
    option: "preserve",
    flags: "-p, --preserve",
    description: "give the copies the permissions and times of the originals",
    commands: ["get", "put", "copy"],
  },
  {
    option: "preserve",
    flags: "--no-preserve",
    description: "do not give the copies the permissions and times of the originals",
    value: false,
    commands: all,
  },
  {
    option: "confirm",
    flags: "--no-confirm",
    description: "do not ask the server for the size of what was sent",
    value: false,
    commands: ["put", "copy", "sync"],
  },
  {
    option: "durable",
    flags: "-f, --durable",
    description: "have the files on the disk before the transfer succeeds",
    commands: all,
  },
  {
    option: "onPartial",
    flags: "--keep-partial",
    description: "keep what a failed transfer has written",
    value: "keep",
    commands: all,
    conflicts: ["atomic"],
  },
  {
    option: "replace",
    flags: "--replace",
    description: "with --atomic, remove an existing file first if the server cannot replace it",
    value: "unlink-first",
    commands: ["put", "copy", "sync"],
  },
  {
    option: "tempDirectory",
    flags: "--temp-dir <directory>",
    description: "with --atomic, the remote directory of temporary files",
    commands: ["put", "copy", "sync"],
  },
  {
    option: "tempName",
    flags: "--temp-suffix <suffix>",
    description: "with --atomic, how the names of temporary files end",
    parse: (suffix) => (name: string, random: string) => `.${name}.${random}${suffix}`,
    commands: ["put", "copy", "sync"],
  },
  {
    option: "symlinks",
    flags: "--symlinks <policy>",
    description: "what to do with symbolic links in a directory (default: skip)",
    choices: ["skip", "keep", "follow", "refuse"],
    commands: all,
  },
  {
    option: "files",
    flags: "--parallel <number>",
    description: "how many files of a directory are transferred at once",
    parse: count,
    commands: all,
  },
  {
    option: "onGrowth",
    flags: "--on-growth <how>",
    description: "what to do if a file grows while it is read (default: snapshot)",
    choices: ["snapshot", "follow", "error"],
    commands: all,
  },
  {
    option: "fileSize",
    flags: "--file-size <bytes>",
    description: "the size of the file, so that the server is not asked for it",
    parse: count,
    commands: ["get"],
  },
  {
    option: "prefetch",
    flags: "--no-prefetch",
    description: "ask for one part of a file after another, for fragile servers",
    value: false,
    commands: ["get", "copy", "sync"],
  },
  {
    option: "rateLimit",
    flags: "--limit <rate>",
    description: "transfer at most this many bytes per second, as 500K, 2M or 1G",
    parse: rate,
    commands: all,
  },
];

/** What commander calls a flag: the camel-case form of its long name. */
function attribute(flags: string): string {
  return new Option(flags).attributeName();
}

/** Adds the flags of a command that transfers. */
export function withTransferFlags(command: Command, name: TransferCommandName): Command {
  for (const { flags, description, commands, choices, parse, conflicts } of transferFlags) {
    if (!commands.includes(name)) continue;
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices(choices);
    if (parse !== undefined) option.argParser(parse);
    if (conflicts !== undefined) option.conflicts([...conflicts]);
    command.addOption(option);
  }
  return command;
}

/** The options of the library that the flags set; what was not given is left out. */
export function libraryOptions(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const { option, flags, value = true } of transferFlags) {
    const found = given[attribute(flags)];
    // Commander sets what has a `--no-` flag to true unless the flag is given.
    const isGiven = flags.includes("--no-") ? found === false : found !== undefined && found !== false;
    if (isGiven) options[option] = flags.includes("<") ? found : value;
  }
  return options;
}

const UNITS = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function rate(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(text) ?? [];
  const value = Number(number) * UNITS[unit.toUpperCase() as keyof typeof UNITS];
  if (!(value >= 1)) throw new InvalidArgumentError("It must be bytes per second, as 500K, 2M or 1G.");
  return Math.floor(value);
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("It must be a whole number above 0.");
  return value;
}
