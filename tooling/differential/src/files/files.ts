import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { SFTPClient, type SFTPFile } from "@sftp/client";
import { FsBackend } from "@sftp/fs-backend";
import { SFTPServer } from "@sftp/server";
import { channelPair, Random } from "@sftp/testing";
import type { Accepted, Comparison } from "../comparison.ts";
import { accepted, acceptedWithParamiko } from "./accepted.ts";

const SCRIPT = fileURLToPath(new URL("../../python/files.py", import.meta.url));

/** What is said of a step in which ours is as Python's own files. */
const AS_PYTHON = ", ours is as Python's";

/** Operations on one open file. */
const STEPS = 20;

/** One operation: its Python name and its arguments. */
type Step = readonly [name: string, ...args: readonly (number | string)[]];

interface Program {
  readonly mode: string;
  readonly bufsize: number;
  readonly content: string;
  readonly steps: readonly Step[];
}

/** Our `SFTPFile` and Python's own file objects. */
export const files = comparison("files", "Python's file objects", "python", accepted);

/** Our `SFTPFile` and paramiko's, at OpenSSH's server. */
export const filesOfParamiko = comparison(
  "files-paramiko",
  "paramiko's SFTPFile",
  "paramiko",
  acceptedWithParamiko,
);

function comparison(
  name: string,
  theirs: string,
  opener: string,
  differences: readonly Accepted[],
): Comparison {
  return {
    name,
    theirs,
    accepted: differences,
    async *run(seed) {
      const program = generate(new Random(seed));
      const [ours, answered, reference] = await Promise.all([
        runOurs(program),
        python(opener).run(program),
        python("python").run(program),
      ]);
      const steps = [["open", program.mode, program.bufsize], ...program.steps, ["close"], ["content"]].slice(
        1,
      );
      const told = ours.length === 1 ? [["open", program.mode]] : steps;
      for (const [index, step] of told.entries()) {
        const said = JSON.stringify(ours[index]) ?? "nothing";
        const isPythons = opener === "paramiko" && said === JSON.stringify(reference[index]);
        yield {
          step: `${program.mode} ${program.bufsize} ${JSON.stringify(step)}${isPythons ? AS_PYTHON : ""}`,
          ours: said,
          theirs: JSON.stringify(answered[index]) ?? "nothing",
        };
      }
    },
  };
}

function generate(random: Random): Program {
  const mode = random.pick(["rb", "r+b", "wb", "w+b", "ab", "a+b", "xb", "x+b"]);
  return {
    mode,
    bufsize: random.pick([0, 4, 100, -1]),
    content: text(random, 60),
    steps: Array.from({ length: STEPS }, () => nextStep(random)),
  };
}

function nextStep(random: Random): Step {
  const steps: (() => Step)[] = [
    () => ["read", random.below(20)],
    () => ["read", -1],
    () => ["readline"],
    () => ["readlines"],
    () => ["seek", random.below(50), 0],
    () => ["seek", random.below(20) - 10, 1],
    () => ["seek", random.below(20) - 15, 2],
    () => ["tell"],
    () => ["tell"],
    () => ["write", text(random, 20)],
    () => ["write", text(random, 20)],
    () => ["truncate", random.below(60)],
    () => ["flush"],
  ];
  return random.pick(steps)();
}

function text(random: Random, most: number): string {
  return Array.from({ length: random.below(most) }, () => random.pick([..."abcdefgh\n"])).join("");
}

async function runOurs({ mode, bufsize, content, steps }: Program): Promise<unknown[]> {
  const root = await fs.mkdtemp(join(tmpdir(), "sftp-differential-"));
  const path = join(root, "file");
  if (!mode.startsWith("x")) await fs.writeFile(path, content, "latin1");
  const [near, far] = channelPair();
  void new SFTPServer(far, { backend: new FsBackend({ root }) });
  const client = await SFTPClient.fromChannel(near);
  try {
    const file = await client.open("/file", mode as `${string}b`, { bufsize });
    const said: unknown[] = [];
    for (const step of steps) said.push(await doStep(file, step).catch(() => "throws"));
    said.push(
      await file.close().then(
        () => null,
        () => "throws",
      ),
    );
    said.push(await fs.readFile(path, "latin1"));
    return said;
  } catch {
    return ["throws"];
  } finally {
    await client.close();
    await fs.rm(root, { recursive: true, force: true });
  }
}

async function doStep(file: SFTPFile<Buffer>, [name, first, second]: Step): Promise<unknown> {
  switch (name) {
    case "read":
      return (await file.read(first as number)).toString("latin1");
    case "readline":
      return (await file.readline()).toString("latin1");
    case "readlines":
      return (await file.readlines()).map((line) => line.toString("latin1"));
    case "seek":
      await file.seek(first as number, second as 0);
      return null;
    case "tell":
      return file.tell();
    case "write":
      await file.write(Buffer.from(first as string, "latin1"));
      return null;
    case "truncate":
      await file.truncate(first as number);
      return null;
    default:
      await file.flush();
      return null;
  }
}

/** A Python that runs programs one after another. */
class Python {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(opener: string) {
    this.#child = spawn("/usr/bin/python3", [SCRIPT, opener], { stdio: ["pipe", "pipe", "ignore"] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    // It ends with this process, which need not wait for it.
    this.#child.unref();
    for (const stream of [this.#child.stdin, this.#child.stdout]) (stream as { unref?(): void }).unref?.();
  }

  async run(program: Program): Promise<unknown[]> {
    this.#child.stdin!.write(`${JSON.stringify(program)}\n`);
    const keepAlive = setInterval(() => {}, 1_000);
    try {
      const { value } = await this.#lines.next();
      return JSON.parse(value as string) as unknown[];
    } finally {
      clearInterval(keepAlive);
    }
  }
}

const pythons = new Map<string, Python>();

function python(opener: string): Python {
  const known = pythons.get(opener) ?? new Python(opener);
  pythons.set(opener, known);
  return known;
}
