import { access, type FileHandle, open, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { matchesPattern } from "../hostKeys/hostPattern.ts";
import { inHome, list } from "../inHome.ts";

/** The files that an absolute path with `*` and `?` in it means, in order; hidden ones only where a dot stands there. */
export async function expandGlob(pattern: string): Promise<string[]> {
  let found = ["/"];
  for (const part of pattern.split("/").filter((name) => name !== "")) {
    const next = found.map((folder) => (/[*?]/.test(part) ? namesLike(folder, part) : [join(folder, part)]));
    found = (await Promise.all(next)).flat();
  }
  const there = await Promise.all(
    found.map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return there.flat();
}

async function namesLike(folder: string, pattern: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => matchesPattern(pattern, name) && (!name.startsWith(".") || pattern.startsWith(".")))
    .toSorted()
    .map((name) => join(folder, name));
}

/** How deep files may include each other, as in `ssh`. */
const MAX_DEPTH = 16;

/** A line of ssh_config. */
export interface Directive {
  /** In lower case. */
  readonly keyword: string;
  readonly values: readonly string[];
  /** The values as they stand there, for what is a command. */
  readonly text: string;
  readonly file: string;
  /** What the files of an Include say. */
  readonly included?: readonly Directive[];
}

/** What `ssh` reads: the user's file and then the system's, or only the one that was named. */
export async function readDirectives(config: true | string): Promise<Directive[]> {
  const folder = userFolder();
  if (config !== true) return readFileOf(inHome(config), { folder, isUsers: false, depth: 0 });
  const [own, system] = [join(folder, "config"), "/etc/ssh/ssh_config"];
  return [
    ...(await readIfThere(own, { folder, isUsers: true, depth: 0 })),
    ...(await readIfThere(system, { folder: "/etc/ssh", isUsers: false, depth: 0 })),
  ];
}

/** How a file came to be read. */
interface Origin {
  /** Where relative paths of its Includes begin. */
  readonly folder: string;
  /** Whether it is the user's own file or was reached from that. */
  readonly isUsers: boolean;
  /** How many files lead to it. */
  readonly depth: number;
}

function userFolder(): string {
  return join(homedir(), ".ssh");
}

/** What others can write could make us run their commands; the open file is looked at, since a name may be given away. */
async function checkOwner(handle: FileHandle, file: string): Promise<void> {
  if (process.getuid === undefined) return;
  const { uid, mode } = await handle.stat();
  if ((uid !== 0 && uid !== process.getuid()) || (mode & 0o022) !== 0) {
    throw new Error(`${file} can be written by others, and is not read: chmod 600 it`);
  }
}

async function readIfThere(file: string, origin: Origin): Promise<Directive[]> {
  try {
    return await readFileOf(file, origin);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

async function readFileOf(file: string, origin: Origin): Promise<Directive[]> {
  if (origin.depth > MAX_DEPTH) throw new Error(`${file}: files of ssh_config include each other too deeply`);
  const text = await readText(file, origin);
  const directives: Directive[] = [];
  for (const directive of await parse(text, file)) {
    if (directive.keyword !== "include") directives.push(directive);
    else directives.push({ ...directive, included: await readIncluded(directive, origin) });
  }
  return directives;
}

async function readText(file: string, { isUsers }: Origin): Promise<string> {
  const handle = await open(file);
  try {
    if (isUsers) await checkOwner(handle, file);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function readIncluded({ values }: Directive, origin: Origin): Promise<Directive[]> {
  const below = { ...origin, depth: origin.depth + 1 };
  const directives: Directive[] = [];
  for (const value of values) {
    const pattern = inHome(value);
    const files = await expandGlob(isAbsolute(pattern) ? pattern : join(origin.folder, pattern));
    for (const file of files) directives.push(...(await readIfThere(file, below)));
  }
  return directives;
}

/** The parser gives a tree in which what follows a Host or Match lies under it; here it follows it again. */
async function parse(text: string, file: string): Promise<Directive[]> {
  const { default: SSHConfig } = await parser();
  try {
    return flatten(SSHConfig.parse(text) as Iterable<ParsedLine>, file);
  } catch (error) {
    throw new Error(`${file} is no ssh_config that can be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function parser(): Promise<typeof import("ssh-config")> {
  try {
    return await import("ssh-config");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error('config needs the package "ssh-config" to read ssh_config: npm install ssh-config', {
      cause: error,
    });
  }
}

/** A line as the parser gives it: comments and empty lines have no `param`. */
interface ParsedLine {
  readonly type: number;
  readonly param?: string;
  readonly value?: string | readonly ParsedWord[];
  readonly config?: Iterable<ParsedLine>;
}

interface ParsedWord {
  readonly val: string;
  readonly separator: string;
  readonly quoted?: boolean;
}

function flatten(lines: Iterable<ParsedLine>, file: string): Directive[] {
  return [...lines].flatMap(({ param, value = "", config = [] }) => {
    if (param === undefined) return [];
    const words = typeof value === "string" ? [{ val: value, separator: "" }] : list<ParsedWord>(value);
    const values = words.map(({ val }) => val);
    const text = words.map(inQuotes).join("").trim();
    return [{ keyword: param.toLowerCase(), values, text, file }, ...flatten(config, file)];
  });
}

function inQuotes({ val, separator, quoted }: ParsedWord): string {
  return `${separator}${quoted ? `"${val.replaceAll('"', String.raw`\"`)}"` : val}`;
}
