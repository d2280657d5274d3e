import { randomBytes } from "node:crypto";
import { lstat, unlink } from "node:fs/promises";
import { basename, dirname, sep } from "node:path";
import { utf8 } from "@sftp/wire";

/** The longest name that common file systems have, in bytes. */
const LONGEST = 255;

/** How the temporary file of an upload is named. */
export interface PartNaming {
  /** Gives the name, from the final one and a part that is unique. Default: `.NAME.RANDOM.part`. */
  readonly tempName?: ((name: string, random: string) => string) | undefined;
  /** The directory. Default: that of the file. */
  readonly tempDirectory?: string | undefined;
}

/**
 * The remote path at which a file is written until it is complete.
 *
 * @param isHidden whether the name begins with a dot, unless it is of the user's making
 */
export function remoteTemporaryPath(path: string, isHidden: boolean, naming: PartNaming = {}): string {
  const nameAt = path.lastIndexOf("/") + 1;
  const { tempDirectory, tempName } = naming;
  const directory =
    tempDirectory === undefined ? path.slice(0, nameAt) : `${tempDirectory.replace(/\/+$/, "")}/`;
  const name = path.slice(nameAt);
  return directory + (tempName?.(name, unique()) ?? partName(name, isHidden));
}

/** A local path beside another one, for what is not complete. */
export function localTemporaryPath(path: string | Buffer): string | Buffer {
  if (typeof path === "string") return besides(path) + partName(basename(path));
  // As text of one character for each byte nothing is lost, and separators are what they are.
  const bytes = path.toString("latin1");
  const name = utf8.decode(Buffer.from(basename(bytes), "latin1"));
  return Buffer.concat([Buffer.from(besides(bytes), "latin1"), utf8.encode(partName(name))]);
}

/** The folder that a local path is in. */
export function folderOf(path: string | Buffer): string | Buffer {
  return typeof path === "string" ? besides(path) : Buffer.from(besides(path.toString("latin1")), "latin1");
}

/** Not `join`, which takes `..` after a link for something else than the system does. */
function besides(path: string): string {
  const folder = dirname(path);
  return folder.endsWith(sep) ? folder : folder + sep;
}

function unique(): string {
  return randomBytes(16).toString("hex");
}

/** `.NAME.RANDOM.part`, with as much of the name as there is room for. */
function partName(name: string, isHidden = true): string {
  const tail = `.${unique()}.part`;
  const room = LONGEST - tail.length - 1;
  let head = name;
  while (utf8.encode(head).length > room) head = [...head].slice(0, -1).join("");
  return `${isHidden ? "." : ""}${head}${tail}`;
}

/**
 * Removes what a failed download left, if it is a regular file: a device or a link that was written to is
 * somebody else's. As far as it can be done; the failure itself is what counts.
 *
 * @returns whether there is nothing left
 */
export async function removeLocalPartial(path: string | Buffer): Promise<boolean> {
  try {
    if (!(await lstat(path)).isFile()) return false;
    await unlink(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
