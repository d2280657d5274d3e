// Bundles what `bin/sftp-cli.js` runs, from what tsc has built: one file for what every command needs, and one for each
// command. Opening hundreds of modules takes longer than a small transfer. ssh2, which may be compiled on installation,
// and the optional ssh-config stay outside.
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL(".", import.meta.url));
const directory = join(root, "bundle");

const build = await rolldown({
  input: join(root, "dist/runProgram.js"),
  platform: "node",
  external: [/^ssh2($|\/)/, "ssh-config"],
  checks: { ineffectiveDynamicImport: false },
});
await rm(directory, { recursive: true, force: true });
const { output } = await build.write({
  dir: directory,
  format: "es",
  chunkFileNames: "[name]-[hash].js",
  minify: { mangle: false, compress: false },
});
const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
await writeFile(join(directory, "LICENSES"), await licenses(modules));

/** The licenses of the packages of others that the modules are from. */
async function licenses(paths) {
  const folders = new Set(paths.filter((path) => path.includes("node_modules")).map(packageOf));
  const texts = [...folders].toSorted().map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} has no file with its license`);
    return `${name} ${version}\n\n${await readFile(join(folder, file), "utf8")}`;
  });
  return (await Promise.all(texts)).join("\n--------\n\n");
}

function packageOf(path) {
  for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) {
    // A package.json without a name only says how a directory is read.
    if (existsSync(join(folder, "package.json")) && dirname(folder).match(/node_modules(\/@[^/]+)?$/))
      return folder;
  }
  throw new Error(`${path} is in no package`);
}
