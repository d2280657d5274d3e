import fs from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "@sftp/testing";

/** Names that programs stumble over. */
const NAMES = [
  "a", "b", "file.txt", "with space", " leading", "trailing ", "-dash", "--", "*", "[x]", "?", "a\\b", "quote'", '"', "$HOME",
  "new\nline", "tab\t", "ünï", "e\u0301", "日本", ".hidden", "..dots", "x".repeat(120), "#", "~", "%41", ":", ";",
] as const; // prettier-ignore

const MODES = [0o644, 0o600, 0o755, 0o700, 0o640, 0o444] as const;

/** Fills a directory with files, directories and links. */
export async function makeTree(random: Random, top: string, depth = 0): Promise<void> {
  for (let count = random.below(5); count > 0; count--) {
    const path = join(top, random.pick(NAMES));
    if (await exists(path)) continue;
    const kind = random.below(depth < 3 ? 6 : 4);
    if (kind <= 2) await makeFile(random, path);
    else if (kind === 3)
      await fs.symlink(random.pick(["a", "b", "../a", "/missing", "with space", "."]), path);
    else {
      await fs.mkdir(path);
      await makeTree(random, path, depth + 1);
      await fs.chmod(path, random.pick([0o755, 0o700, 0o750]));
    }
  }
  await setTime(random, top);
}

/** Changes some of a tree: other contents, what is gone, what is new, what is of another kind. */
export async function changeTree(random: Random, top: string): Promise<void> {
  for (const entry of await fs.readdir(top, { withFileTypes: true })) {
    const path = join(top, entry.name);
    const change = random.below(6);
    if (change === 0) await fs.rm(path, { recursive: true });
    else if (change === 1) {
      await fs.rm(path, { recursive: true });
      if (random.oneIn(2)) await fs.mkdir(path);
      else await makeFile(random, path);
    } else if (entry.isDirectory()) await changeTree(random, path);
    else if (entry.isFile() && change === 2) await makeFile(random, path);
  }
  await makeTree(random, top, 2);
}

async function makeFile(random: Random, path: string): Promise<void> {
  await fs.rm(path, { force: true });
  await fs.writeFile(path, random.bytes(random.below(random.pick([1, 50, 3_000, 70_000]))));
  await fs.chmod(path, random.pick(MODES));
  await setTime(random, path);
}

async function setTime(random: Random, path: string): Promise<void> {
  const time = 1_000_000_000 + random.below(500_000_000);
  await fs.utimes(path, time, time);
}

async function exists(path: string): Promise<boolean> {
  return fs.lstat(path).then(
    () => true,
    () => false,
  );
}
