import { Minimatch, type MinimatchOptions } from "minimatch";
import { withoutBraces } from "./globMatcher.ts";
import { isGlob } from "./isGlob.ts";

/** The directories that a glob is matched against, here or on a server. */
export interface Directories {
  /** The entries of a directory; none if it cannot be listed or is not one. */
  list(directory: string): Promise<readonly Entry[]>;
  /** Whether a path names something, links included. */
  exists(path: string): Promise<boolean>;
  /** Whether a path names a directory, or a link to one. */
  isDirectory(path: string): Promise<boolean>;
}

interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** `**` matches no more levels than this. */
const MAX_DEPTH = 64;

const MATCHING = { nocomment: true, nonegate: true, noext: true, nobrace: true } satisfies MinimatchOptions;

/** The text with its backslashes taken as quotes of what follows them. */
function unquoted(pattern: string): string {
  return pattern.replaceAll(/\\([^])/g, "$1");
}

/**
 * The paths that a glob matches, sorted: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any number of directories. A
 * backslash quotes the character after it; with a slash at the end it is for directories alone. Names with a leading dot match only patterns that have it.
 */
export async function expandGlob(pattern: string, directories: Directories): Promise<string[]> {
  const found = new Set<string>();
  // Braces may hold slashes, so they are expanded before the pattern is split at them.
  for (const each of withoutBraces(pattern)) {
    const isAbsolute = each.startsWith("/");
    const steps = each.split("/").filter((step) => step !== "");
    const isForDirectories = each.endsWith("/");
    for await (const path of matches(isAbsolute ? "/" : "", steps, directories)) {
      if (!isForDirectories) found.add(path);
      else if (await directories.isDirectory(path)) found.add(path === "/" ? path : `${path}/`);
    }
  }
  return [...found].toSorted();
}

/** The paths below a directory that the remaining steps of a pattern lead to. */
async function* matches(
  directory: string,
  [step, ...rest]: readonly string[],
  directories: Directories,
  depth = 0,
): AsyncGenerator<string> {
  if (step === undefined) {
    if (directory !== "") yield directory;
    return;
  }
  if (!isGlob(withoutQuoted(step))) {
    const path = join(directory, unquoted(step));
    if (rest.length > 0) yield* matches(path, rest, directories, depth);
    else if (await directories.exists(path)) yield path;
    return;
  }
  const isDeep = step === "**";
  if (isDeep && rest.length > 0) yield* matches(directory, rest, directories, depth);
  const matcher = isDeep ? undefined : new Minimatch(step, MATCHING);
  for (const { name, isDirectory } of await directories.list(directory)) {
    const path = join(directory, name);
    if (matcher !== undefined) {
      if (!matcher.match(name)) continue;
      if (rest.length === 0) yield path;
      // What is no directory may be a link to one.
      else yield* matches(path, rest, directories, depth);
    } else if (!name.startsWith(".")) {
      if (rest.length === 0) yield path;
      if (isDirectory && depth < MAX_DEPTH) yield* matches(path, [step, ...rest], directories, depth + 1);
    }
  }
}

function withoutQuoted(step: string): string {
  return step.replaceAll(/\\[^]/g, "");
}

function join(directory: string, name: string): string {
  return directory === "" || directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}
