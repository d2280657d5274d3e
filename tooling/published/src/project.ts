import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The package managers that people install with, each with the version that is tried. */
export const managers = {
  npm: { command: ["npm"], add: ["install", "--no-audit", "--no-fund", "--ignore-scripts"] },
  pnpm: { command: ["npx", "-y", "pnpm@12.21.0"], add: ["add", "--ignore-scripts"] },
  yarn: { command: ["npx", "-y", "yarn@1.22.22"], add: ["add", "--ignore-scripts", "--non-interactive"] },
} as const;

export type Manager = keyof typeof managers;

/** Programs that are installed as somebody would who has never seen this repository. */
const programs = fileURLToPath(new URL("../programs", import.meta.url));

/** An empty project outside of this workspace, which takes this project's packages from the registry at `registry`. */
export class Project implements AsyncDisposable {
  readonly directory: string;
  readonly #manager: Manager;

  private constructor(directory: string, manager: Manager) {
    this.directory = directory;
    this.#manager = manager;
  }

  static async create(manager: Manager, registry: string): Promise<Project> {
    const directory = await mkdtemp(join(tmpdir(), "project-"));
    await writeFile(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await writeFile(join(directory, ".npmrc"), `@sftp:registry=${registry}\n`);
    await writeFile(join(directory, ".yarnrc"), `"@sftp:registry" "${registry}"\n`);
    return new Project(directory, manager);
  }

  /** Adds packages, given as on the command line of the package manager. */
  async add(...packages: string[]): Promise<void> {
    const { command, add } = managers[this.#manager];
    const cache = join(this.directory, ".cache");
    // Versions never change here, but their contents do from one run to the next: nothing of ours may come from a cache.
    const env = { ...process.env, npm_config_store_dir: cache, YARN_CACHE_FOLDER: cache };
    await this.run([...command, ...add, ...packages], { env });
  }

  /** Copies a program of `programs/` into the project. */
  async copy(name: string): Promise<void> {
    await cp(join(programs, name), this.directory, { recursive: true });
  }

  /** Runs a command here; resolves with all that it printed, and rejects with it if the command fails. */
  async run([file, ...args]: readonly string[], { env = process.env } = {}): Promise<string> {
    try {
      const { stdout, stderr } = await run(file!, args, { cwd: this.directory, env });
      return stdout + stderr;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${[file, ...args].join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** What is installed, by name: each package with the bytes of its files, without what is installed inside it. */
  async installed(): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for (const name of await packagesIn(join(this.directory, "node_modules"))) {
      sizes.set(name, await sizeOf(join(this.directory, "node_modules", name)));
    }
    return sizes;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}

async function packagesIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith("."));
  const scoped = names
    .filter((name) => name.startsWith("@"))
    .map(async (scope) => (await readdir(join(directory, scope))).map((name) => `${scope}/${name}`));
  return [...names.filter((name) => !name.startsWith("@")), ...(await Promise.all(scoped)).flat()].toSorted();
}

async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isFile()) bytes += (await stat(path)).size;
    else if (entry.isDirectory() && entry.name !== "node_modules") bytes += await sizeOf(path);
  }
  return bytes;
}
