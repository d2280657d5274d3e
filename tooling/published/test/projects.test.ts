import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { pack } from "../src/pack.ts";
import { closure, packages } from "../src/packages.ts";
import { type Manager, Project } from "../src/project.ts";
import { type Registry, startRegistry } from "../src/registry.ts";

const MEBIBYTE = 1024 * 1024;

let directory: string;
let registry: Registry;
const projects: Project[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "packed-"));
  const tarballs = new Map<string, string>();
  for (const [name, entry] of packages) tarballs.set(name, await pack(entry, directory));
  registry = await startRegistry(tarballs);
});

afterAll(async () => {
  for (const project of projects) await project[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function createProject(manager: Manager): Promise<Project> {
  const project = await Project.create(manager, registry.url);
  projects.push(project);
  return project;
}

/** What nothing but the package itself brings. */
const entriesOf = (name: string): string[] =>
  Object.keys(packages.get(name)!.manifest.publishConfig.exports)
    .filter((entry) => entry !== "./package.json")
    .map((entry) => name + entry.slice(1));

describe("an empty project", () => {
  it("gets the client and what it needs of ours, and nothing else", async () => {
    const project = await createProject("npm");
    await project.add("@sftp/client");
    const installed = await project.installed();
    expect([...installed.keys()]).toEqual([...closure("@sftp/client")].toSorted());
    expect(installed.get("@sftp/client")).toBeLessThan(MEBIBYTE);
  });

  it("is told which package to install for what an optional peer does", async () => {
    const project = await createProject("npm");
    await project.add("@sftp/client");
    const program = 'import { connect } from "@sftp/client/ssh2"; await connect({ host: "localhost" });';
    await expect(project.run([process.execPath, "--input-type=module", "--eval", program])).rejects.toThrow(
      "npm install ssh2",
    );
  });
});

describe.each<Manager>(["npm", "pnpm", "yarn"])("a project of %s", (manager) => {
  it("sends a file and gets it back, as an ES module and from CommonJS", async () => {
    const project = await createProject(manager);
    await project.add("@sftp/client", "@sftp/memory-backend", "ssh2@1.17.0");
    await project.copy("transfer");
    expect(await project.run([process.execPath, "transfer.mjs"])).toContain("hello\n");
    expect(await project.run([process.execPath, "transfer.cjs"])).toContain("hello\n");
  });
});

describe("TypeScript", () => {
  const versions = ["5.7", "5.9", "6.0", "7.0"];
  let project: Project;

  beforeAll(async () => {
    project = await createProject("npm");
    await project.add(
      ...packages.keys(),
      "ssh2@1.17.0",
      "vitest@4.1.12",
      "@types/node@20.19.43",
      ...versions.map((version) => `typescript-${version}@npm:typescript@~${version}.0`),
    );
    await project.copy("types");
    const imports = [...packages.keys()]
      .flatMap(entriesOf)
      .map((entry, index) => `import * as _${index} from "${entry}";\nvoid _${index};`);
    await writeFile(join(project.directory, "everything.ts"), imports.join("\n"));
  });

  it.each(
    versions.flatMap((version) =>
      ["nodenext", "node16", "bundler"].map((resolution) => [version, resolution] as const),
    ),
  )(
    "%s finds every type with %s, without skipLibCheck and without @types/ssh2",
    async (version, resolution) => {
      const module = resolution === "bundler" ? "esnext" : resolution;
      const compilerOptions = {
        module,
        moduleResolution: resolution,
        target: "es2022",
        lib: ["es2023", "esnext.disposable"],
        types: ["node"],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
      };
      const config = join(project.directory, `tsconfig.${version}.${resolution}.json`);
      await writeFile(config, JSON.stringify({ compilerOptions, files: ["consumer.ts", "everything.ts"] }));
      const compiler = join(`node_modules/typescript-${version}`, version === "7.0" ? "bin/tsc" : "bin/tsc");
      expect(await project.run([process.execPath, compiler, "--project", config])).toBe("");
    },
  );
});

describe("other people's tools", () => {
  let project: Project;

  beforeAll(async () => {
    project = await createProject("npm");
    await project.add(
      "@sftp/client",
      "@sftp/memory-backend",
      "ssh2@1.17.0",
      "jest@30.5.2",
      "mocha@12.0.3",
      "vitest@4.1.12",
      "esbuild@0.28.2",
      "rollup@4.68.8",
      "@rollup/plugin-node-resolve@16.0.3",
      "@rollup/plugin-commonjs@29.0.3",
      "webpack@5.113.0",
      "webpack-cli@7.3.1",
      "vite@8.4.0",
    );
    await project.copy("transfer");
    await project.copy("runners");
    await project.copy("bundlers");
  });

  it.each([
    [
      "Jest",
      [process.execPath, "--experimental-vm-modules", "node_modules/jest/bin/jest.js", "--colors=false"],
    ],
    ["mocha", [process.execPath, "node_modules/mocha/bin/mocha.js", "greeting.test.mjs"]],
    ["vitest", [process.execPath, "node_modules/vitest/vitest.mjs", "run", "--globals", "greeting.test.mjs"]],
  ])("tests of %s find a test server", async (_name, command) => {
    expect(await project.run(command)).toMatch(/1 pass/);
  });

  it.each([
    [
      "esbuild",
      [
        "npx",
        "esbuild",
        "transfer.mjs",
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--external:ssh2",
        "--outfile=esbuild/bundle.mjs",
      ],
    ],
    ["rollup", ["npx", "rollup", "--config", "rollup.config.mjs"]],
    ["webpack", ["npx", "webpack", "--config", "webpack.config.mjs"]],
    ["vite", ["npx", "vite", "build"]],
  ])("a bundle of %s sends a file and gets it back", async (name, command) => {
    await project.run(command);
    expect(await project.run([process.execPath, `${name}/bundle.mjs`])).toContain("hello\n");
  });
});
