import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { contentOf } from "../world/content.ts";
import { missingSync } from "./durability.ts";
import type { Run, Scenario, Target } from "./scenario.ts";
import { disk, type Stage } from "./stage.ts";

/** Six requests of 32 KiB. */
const SIZE = 170_000;
const content = contentOf("content", SIZE);
const old = contentOf("old", 50_000);

const local = (after: Buffer, more: Partial<Target> = {}): Target => ({
  side: "local",
  path: "file",
  after,
  ...more,
});
const remote = (after: Buffer, more: Partial<Target> = {}): Target => ({
  side: "remote",
  path: "file",
  after,
  ...more,
});
const source = (side: "remote" | "local"): Target[] => [
  { side, path: "source", before: content, after: content },
];
const at = (stage: Stage, name: string): string => join(stage.local, name);

/** What a transfer said of itself. */
interface Reported {
  readonly report?: { readonly unchecked?: readonly unknown[] };
  readonly unchecked?: readonly unknown[];
}

/** Attributes that could not be set cost nothing but a word in the report. */
function refusalsAreTold({ failure, result, stage, steps }: Run): string | undefined {
  const refused = stage.refusedAttributes;
  if (!refused) return undefined;
  if (failure !== undefined) return `it failed because attributes were refused: ${failure.message}`;
  const { report, unchecked = report?.unchecked } = result as Reported;
  if ((unchecked?.length ?? 0) > 0) return undefined;
  return `attributes were refused, and nothing says so (${steps.length} steps)`;
}

const uploads: Scenario[] = [
  { choices: {}, taken: false },
  { choices: {}, taken: true },
  { choices: { atomic: true }, taken: true },
  { choices: { atomic: true, preserve: true, durable: true }, taken: false },
  { choices: { onPartial: "keep" }, taken: false },
  { choices: { preserve: true }, taken: false },
  { choices: { resume: true }, taken: true },
  { choices: { verify: "hash" }, taken: false },
  { choices: {}, taken: true, backend: { atomicUploads: true } },
].map(({ choices, taken, backend }) => ({
  name: `put ${JSON.stringify(choices)}${taken ? " over a file" : ""}${backend ? ", to a server that does it atomically" : ""}`,
  ...(backend && { backend }),
  sources: source("local"),
  targets: [
    remote(content, {
      ...(taken && { before: old }),
      ...(choices.atomic && { atomic: true }),
      ...(choices.onPartial === "keep" && { kept: true }),
    }),
  ],
  run: (stage: Stage, options: object) =>
    stage.client.put(at(stage, "source"), "/file", { ...choices, ...options } as object),
  check: (run: Run) => {
    const isDurable = choices.durable === true || backend?.atomicUploads === true;
    if (run.failure === undefined && isDurable) {
      // A directory that may not be read cannot be put on the disk; that waits for the system.
      const isReadable = run.planned?.site !== "server";
      const directory = backend?.atomicUploads && isReadable ? { directory: "/root" } : {};
      const missing = missingSync(run.steps, { site: "server", name: "file", ...directory });
      if (missing !== undefined) return missing;
    }
    return refusalsAreTold(run);
  },
})) as Scenario[];

const downloads: Scenario[] = [
  { choices: {}, taken: false },
  { choices: {}, taken: true },
  { choices: { atomic: true, durable: true, preserve: true }, taken: true },
  { choices: { durable: true }, taken: false },
  { choices: { onPartial: "keep" }, taken: false },
  { choices: { resume: true }, taken: true },
].map(({ choices, taken }) => ({
  name: `get ${JSON.stringify(choices)}${taken ? " over a file" : ""}`,
  sources: source("remote"),
  targets: [
    local(content, {
      ...(taken && { before: old }),
      ...(choices.atomic && { atomic: true }),
      ...(choices.onPartial === "keep" && { kept: true }),
    }),
  ],
  run: (stage: Stage, options: object) =>
    stage.client.get("/source", at(stage, "file"), { ...choices, ...options } as object),
  check: ({ failure, steps }: Run) =>
    failure === undefined && choices.durable
      ? missingSync(steps, { site: "local", name: "file", directory: "/local/" })
      : undefined,
})) as Scenario[];

const collector = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

function* pieces(): Generator<Buffer> {
  for (let begin = 0, size = 1; begin < content.length; begin += size, size = (size * 7) % 9_973) {
    yield content.subarray(begin, begin + size);
  }
}

/** Every way to move one file, and what is done to files and names. */
export const scenarios: readonly Scenario[] = [
  ...uploads,
  ...downloads,
  {
    name: "putfo of small pieces",
    targets: [remote(content)],
    run: ({ client }, options) => client.putfo(pieces(), "/file", options),
  },
  {
    name: "writeFile over a file",
    targets: [remote(content, { before: old })],
    run: ({ client }, options) => client.writeFile("/file", content, options),
  },
  {
    name: "createWriteStream",
    targets: [remote(content, { streamed: true })],
    run: ({ client }, options) =>
      pipeline(Readable.from(pieces()), client.createWriteStream("/file"), options),
  },
  {
    name: "getfo",
    sources: source("remote"),
    targets: [],
    run: async ({ client }, options) => client.getfo("/source", collector(), options),
  },
  {
    name: "readFile",
    sources: source("remote"),
    targets: [],
    run: async ({ client }, options) => {
      const bytes = await client.readFile("/source", options);
      if (!bytes.equals(content)) throw new TypeError("readFile gave other bytes");
    },
  },
  {
    name: "createReadStream",
    sources: source("remote"),
    targets: [],
    run: ({ client }, options) => pipeline(client.createReadStream("/source"), collector(), options),
  },
  {
    name: "copy over a file",
    sources: source("remote"),
    targets: [remote(content, { before: old })],
    run: ({ client }, options) => client.copy("/source", "/file", options),
  },
  {
    name: "write with a file, whose buffer is used again",
    targets: [remote(content, { streamed: true })],
    async run({ client }, options) {
      const buffer = Buffer.alloc(20_000);
      const file = await client.open("/file", "w", { bufsize: 0, ...options });
      try {
        for (let begin = 0; begin < content.length; begin += buffer.length) {
          const part = buffer.subarray(0, content.copy(buffer, 0, begin));
          await file.write(part, options);
        }
      } finally {
        buffer.fill(0xdb);
        await file.close();
      }
    },
  },
  {
    name: "rename",
    targets: [
      { side: "remote", path: "file", before: old },
      { side: "remote", path: "renamed", after: old },
    ],
    run: ({ client }, options) => client.rename("/file", "/renamed", options),
    check: ({ stage }) => {
      const names = stage.list("remote").filter((name) => name === "file" || name === "renamed");
      return names.length === 1
        ? undefined
        : `after a rename there are the names ${names.join(", ") || "none"}`;
    },
  },
  {
    name: "posixRename over a file",
    targets: [
      { side: "remote", path: "file", before: old, atomic: true },
      { side: "remote", path: "other", before: content, after: old, atomic: true },
    ],
    run: ({ client }, options) => client.posixRename("/file", "/other", options),
  },
  {
    name: "remove",
    targets: [{ side: "remote", path: "file", before: old, atomic: true }],
    run: ({ client }, options) => client.remove("/file", options),
  },
  {
    name: "put of a tree",
    sources: source("local"),
    targets: [remote(content, { path: "tree/a/file" })],
    run(stage, options) {
      disk.mkdirSync(at(stage, "tree/a"), { recursive: true });
      stage.write("local", "tree/a/file", content);
      return stage.client.put(at(stage, "tree"), "/tree", { recursive: true, ...options });
    },
  },
  {
    name: "get of a tree",
    sources: source("remote"),
    targets: [local(content, { path: "tree/a/file" })],
    run(stage, options) {
      disk.mkdirSync(join(stage.root, "tree/a"), { recursive: true, mode: 0o700 });
      disk.utimesSync(join(stage.root, "tree/a"), 1, 1);
      stage.write("remote", "tree/a/file", content);
      return stage.client.get("/tree", at(stage, "tree"), { recursive: true, ...options });
    },
    check: ({ failure, stage }) => {
      if (failure !== undefined) return undefined;
      const { mtimeMs } = disk.statSync(at(stage, "tree/a"));
      return mtimeMs === 1_000 ? "without `preserve` a directory got the time of its original" : undefined;
    },
  },
];
