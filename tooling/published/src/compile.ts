import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Example } from "./examples.ts";

/** Inside this package, so that what an example imports is found as in any project that has installed it. */
const folder = fileURLToPath(new URL("../dist/examples", import.meta.url));

const tsconfig = {
  compilerOptions: {
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    types: ["node"],
    rootDir: ".",
  },
  include: ["."],
};

/** A compiled example. */
export interface Compiled extends Example {
  /** The JavaScript module to be run. */
  readonly module: string;
  /** What the compiler has against it. */
  readonly complaints: string[];
}

/** Writes the examples as modules, and has the compiler look at those in TypeScript. */
export async function compile(examples: readonly Example[]): Promise<Compiled[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  for (const [index, { language, code }] of examples.entries()) {
    // Without an import or export it would be a script, which cannot await.
    await writeFile(join(folder, `example${index}.${language}`), `${code}\nexport {};\n`);
  }
  const complaints = await tsc();
  return examples.map((example, index) => ({
    ...example,
    module: join(folder, `example${index}.js`),
    complaints: complaints.filter((line) => line.startsWith(`example${index}.ts(`)),
  }));
}

function tsc(): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(
      "pnpm",
      ["exec", "tsc", "--project", folder, "--pretty", "false"],
      { cwd: folder },
      (_error, stdout) => resolve(stdout.split("\n").filter((line) => line !== "")),
    );
  });
}
