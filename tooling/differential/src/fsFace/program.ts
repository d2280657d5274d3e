import type fs from "node:fs/promises";
import type { Stats } from "node:fs";
import type { Random } from "@sftp/testing";

/** A call of `node:fs/promises` on paths below a root. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  run(module: typeof fs, at: (path: string) => string): Promise<unknown>;
}

const NAMES = ["a", "a", "b", "d", "d", "d/x", "d/y", "d/e", "d/e/z", "l", "missing/x", "l/x"] as const;

const FLAGS = ["r", "r+", "w", "w+", "wx", "a", "a+", "ax", "rs+"] as const;

type Work = Call["run"];

/** The next call of a program. */
export function nextCall(random: Random): Call {
  const path = random.pick(NAMES);
  const other = random.pick(NAMES);
  const text = "abcdefghij".slice(0, random.below(11));
  const length = random.below(15);
  const mode = random.pick([0o600, 0o644, 0o755, 0o700]);
  const recursive = random.oneIn(2);
  const force = random.oneIn(2);
  const flag = random.pick(FLAGS);
  const calls = [
    call("writeFile", [path, text, flag], (module, at) => module.writeFile(at(path), text, { flag })),
    call("writeFile", [path, text], (module, at) => module.writeFile(at(path), text)),
    call("appendFile", [path, text], (module, at) => module.appendFile(at(path), text)),
    call("readFile", [path], (module, at) => module.readFile(at(path), "utf8")),
    call("readFile", [path, flag], (module, at) => module.readFile(at(path), { encoding: "utf8", flag })),
    call("mkdir", [path, recursive, mode], (module, at) => module.mkdir(at(path), { recursive, mode })),
    call("mkdir", ["d"], (module, at) => module.mkdir(at("d"))),
    call("rmdir", [path], (module, at) => module.rmdir(at(path))),
    call("rm", [path, recursive, force], (module, at) => module.rm(at(path), { recursive, force })),
    call("unlink", [path], (module, at) => module.unlink(at(path))),
    call("rename", [path, other], (module, at) => module.rename(at(path), at(other))),
    call("copyFile", [path, other], (module, at) => module.copyFile(at(path), at(other))),
    call("symlink", [other, path], (module, at) => module.symlink(other, at(path))),
    call("link", [other, path], (module, at) => module.link(at(other), at(path))),
    call("readlink", [path], (module, at) => module.readlink(at(path))),
    call("realpath", [path], (module, at) => module.realpath(at(path))),
    call("stat", [path], async (module, at) => statsSaid(await module.stat(at(path)))),
    call("lstat", [path], async (module, at) => statsSaid(await module.lstat(at(path)))),
    call("access", [path], (module, at) => module.access(at(path))),
    call("truncate", [path, length], (module, at) => module.truncate(at(path), length)),
    call("chmod", [path, mode], (module, at) => module.chmod(at(path), mode)),
    call("utimes", [path], async (module, at) => {
      await module.utimes(at(path), 1_000, 2_000);
      return (await module.stat(at(path))).mtimeMs;
    }),
    call("readdir", [path], async (module, at) => (await module.readdir(at(path))).toSorted()),
    call("readdir with types", [path], async (module, at) => {
      const entries = await module.readdir(at(path), { withFileTypes: true });
      return entries.map((entry) => `${entry.name} ${kindOf(entry)}`).toSorted();
    }),
    call("opendir", [path], async (module, at) => {
      const names: string[] = [];
      for await (const { name } of await module.opendir(at(path))) names.push(name);
      return names.toSorted();
    }),
    call("open", [path, flag, text, length], async (module, at) =>
      useFile(await module.open(at(path), flag), text, length),
    ),
  ];
  return random.pick(calls);
}

function call(name: string, args: readonly unknown[], run: Work): Call {
  return { name, args, run };
}

/** Several calls on one open file, in one answer. */
async function useFile(file: fs.FileHandle, text: string, length: number): Promise<unknown[]> {
  const said: unknown[] = [];
  const tell = async (work: () => Promise<unknown>): Promise<void> => {
    said.push(await work().catch((error: NodeJS.ErrnoException) => `throws ${error.code ?? error.name}`));
  };
  try {
    await tell(async () => (await file.write(text)).bytesWritten);
    await tell(async () => (await file.write(text, 3)).bytesWritten);
    await tell(async () => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 1);
      return buffer.toString("latin1", 0, bytesRead);
    });
    await tell(async () => {
      const { bytesRead } = await file.read(Buffer.alloc(4), 0, 4, null);
      return bytesRead;
    });
    await tell(() => file.truncate(length));
    await tell(async () => statsSaid(await file.stat()));
    await tell(async () => file.readFile("utf8"));
    await tell(() => file.sync());
  } finally {
    await tell(() => file.close());
  }
  return said;
}

function statsSaid(stats: Stats): string {
  return `${kindOf(stats)} ${stats.mode.toString(8)}${stats.isDirectory() ? "" : ` ${stats.size}`}`;
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}
