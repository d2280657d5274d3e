import { readFileSync } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Tree } from "../../model/tree.ts";

/** All that is below a local directory: directories as `/`, files with their content, links as `-> target`, not followed. */
export async function localContents(directory: string, prefix = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, { [name]: "/" }, await localContents(path, `${name}/`));
    else found[name] = entry.isSymbolicLink() ? `-> ${await readlink(path)}` : readFileSync(path, "utf8");
  }
  return found;
}

/** The same of a folder of a model server. */
export function modelContents({ nodes }: Tree, folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [path, { type, data }] of nodes) {
    if (!path.startsWith(`${folder}/`)) continue;
    const text = Buffer.from(data).toString();
    found[path.slice(folder.length + 1)] =
      type === "directory" ? "/" : type === "symlink" ? `-> ${text}` : text;
  }
  return found;
}
