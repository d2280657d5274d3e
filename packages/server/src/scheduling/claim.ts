/**
 * What a request touches. Two requests of one session may run at the same time unless their claims conflict;
 * otherwise the later one waits.
 */
export type Claim = PathClaim | FileClaim;

/** A name in the tree, normalised. */
export interface PathClaim {
  readonly kind: "path";
  readonly path: string;
  readonly changes: boolean;
}

/** The bytes from `start` up to, not including, `end` of an open file. */
export interface FileClaim {
  readonly kind: "file";
  /** Which file: equal keys are one file. */
  readonly key: unknown;
  /** The normalised paths by which it is known. */
  readonly paths: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly changes: boolean;
}

/**
 * Whether the order of two requests matters: at least one of them changes something, and they touch the same bytes
 * of a file, or paths of which one lies on or below the other. A request on an open file minds its own path, and
 * changes of the folders above it. That a file has names that this session has not heard of is known only by its key.
 */
export function conflicts(a: Claim, b: Claim): boolean {
  if (!a.changes && !b.changes) return false;
  if (a.kind === "path") return b.kind === "path" ? related(a.path, b.path) : minds(b, a);
  return b.kind === "path" ? minds(a, b) : a.key === b.key && a.start < b.end && b.start < a.end;
}

function minds({ paths }: FileClaim, { path, changes }: PathClaim): boolean {
  return paths.some((known) => known === path || (changes && isBelow(known, path)));
}

function related(a: string, b: string): boolean {
  return a === b || isBelow(a, b) || isBelow(b, a);
}

/** Whether a path lies in a folder, however deep. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && (folder.endsWith("/") || path[folder.length] === "/");
}
