import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { matchesPattern } from "../hostKeys/hostPattern.ts";

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
