import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { closure, packages } from "./packages.ts";

const run = promisify(execFile);

/**
 * Installs a package into `folder`: its own packed files, those of ours that it needs, and their dependencies.
 *
 * @param tarballs the packed packages, by name
 */
export async function install(
  name: string,
  folder: string,
  tarballs: ReadonlyMap<string, string>,
): Promise<void> {
  for (const part of closure(name)) {
    const target = join(folder, "node_modules", part);
    await mkdir(target, { recursive: true });
    await run("tar", ["-xzf", tarballs.get(part)!, "-C", target, "--strip-components=1"]);
    await linkForeign(part, "dependencies", folder);
  }
}

/** Adds the optional peers of a package and of what it needs. */
export async function installPeers(name: string, folder: string): Promise<void> {
  for (const part of closure(name)) await linkForeign(part, "peerDependencies", folder);
}

/** Links what a package takes from others, as this workspace has it. */
async function linkForeign(
  name: string,
  kind: "dependencies" | "peerDependencies",
  folder: string,
): Promise<void> {
  const { folder: source, manifest } = packages.get(name)!;
  for (const foreign of Object.keys(manifest[kind] ?? {})) {
    if (packages.has(foreign)) continue;
    const link = join(folder, "node_modules", foreign);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(source, "node_modules", foreign), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** Imports each of these in one Node process that knows nothing but what stands in `folder`. */
export async function importAll(specifiers: readonly string[], folder: string): Promise<void> {
  await runScript(
    specifiers.map((specifier) => `await import(${JSON.stringify(specifier)});`).join("\n"),
    folder,
  );
}

/** Runs a module in a Node process that knows nothing but what stands in `folder`. Rejects with what it printed if it fails. */
export async function runScript(script: string, folder: string): Promise<void> {
  await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder });
}
