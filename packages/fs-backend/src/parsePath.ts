import { type ByteName, toBytes } from "./byteText.ts";
import { failure } from "./failure.ts";

/** A client's path taken apart. */
export interface ParsedPath {
  /** Without empty ones and "."; ".." stays. */
  readonly names: ByteName[];
  readonly absolute: boolean;
  /** Whether a ".." is among the names. */
  readonly climbs: boolean;
  /** Whether it can only mean a folder: it ends in "/", "." or "..". */
  readonly directory: boolean;
}

/** The longest name that Linux has, in bytes (`NAME_MAX`). */
export const MAX_NAME = 255;

/**
 * Takes a client's path apart; an empty path is ".".
 *
 * @throws EINVAL for a NUL, ENAMETOOLONG for a name above 255 bytes.
 */
export function parsePath(path: string): ParsedPath {
  return parseBytes(toBytes(path));
}

/** The same for bytes, such as the target of a symbolic link. */
export function parseBytes(path: string): ParsedPath {
  if (path.includes("\0")) throw failure("EINVAL");
  const components = path.split("/");
  const last = components.at(-1);
  const names = components.filter((component) => component !== "" && component !== ".") as ByteName[];
  if (names.some((name) => name.length > MAX_NAME)) throw failure("ENAMETOOLONG");
  return {
    names,
    absolute: path.startsWith("/"),
    climbs: names.includes(".." as ByteName),
    directory: last === "" || last === "." || last === "..",
  };
}
