import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** What a file or a tree of files holds, so that two can be compared. */
export interface Digest {
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 in hex: of the file, or of all names and the SHA-256 of what they name. */
  readonly sha256: string;
}

/** The digest of a file, or of a directory with all that is in it. */
export async function digest(path: string, signal: AbortSignal): Promise<Digest> {
  const { size, isDirectory } = await describe(path);
  if (!isDirectory) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash, { signal });
    return { files: 1, bytes: size, sha256: hash.digest("hex") };
  }
  const tree = createHash("sha256");
  let files = 0;
  let bytes = 0;
  for (const name of (await readdir(path)).toSorted()) {
    const inner = await digest(join(path, name), signal);
    files += inner.files;
    bytes += inner.bytes;
    tree.update(`${name}\0${inner.sha256}\n`);
  }
  return { files, bytes, sha256: tree.digest("hex") };
}

async function describe(path: string): Promise<{ size: number; isDirectory: boolean }> {
  const stats = await stat(path);
  return { size: stats.size, isDirectory: stats.isDirectory() };
}
