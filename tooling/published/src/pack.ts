import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import type { PublicPackage } from "./packages.ts";

const run = promisify(execFile);

/** Packs a package as publishing would; resolves with the tarball's path in `folder`. */
export async function pack({ folder, manifest }: PublicPackage, destination: string): Promise<string> {
  await run("pnpm", ["pack", "--pack-destination", destination], { cwd: folder });
  const stem = manifest.name.replace("@", "").replace("/", "-");
  const tarball = (await readdir(destination)).find(
    (name) => name.startsWith(`${stem}-`) && /^\d/.test(name.slice(stem.length + 1)),
  );
  if (tarball === undefined) throw new Error(`pnpm pack left no tarball of ${manifest.name}`);
  return join(destination, tarball);
}
