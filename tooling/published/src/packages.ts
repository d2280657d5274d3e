import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What this package reads of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly publishConfig: { readonly exports: Readonly<Record<string, unknown>> };
}

export interface PublicPackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The packages that are published, by name. */
export const packages: ReadonlyMap<string, PublicPackage> = new Map(
  readdirSync(join(root, "packages")).map((name) => {
    const folder = join(root, "packages", name);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    return [manifest.name, { folder, manifest }];
  }),
);

/** What installing a package brings of ours: itself and, in turn, its dependencies. */
export function closure(name: string, found = new Set<string>()): Set<string> {
  const dependencies = packages.get(name)?.manifest.dependencies ?? {};
  found.add(name);
  for (const dependency of Object.keys(dependencies)) {
    if (packages.has(dependency) && !found.has(dependency)) closure(dependency, found);
  }
  return found;
}
