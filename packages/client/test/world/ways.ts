import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { TransferReport } from "../../src/transfer/report.ts";
import { content, small, type Stage } from "./stage.ts";

/** What a way to transfer is, as far as the outcomes depend on it. */
export type Trait = "up" | "down" | "copy" | "tree" | "atomic" | "resume" | "hash" | "preserve" | "report";

/** What a transfer that is done has brought. */
export interface Ran {
  readonly report?: TransferReport;
  /** What was downloaded, with what it is to be. */
  readonly got?: readonly (readonly [got: Buffer, wanted: Buffer])[];
}

/** A way to transfer: sets its stage before the client connects, then runs. */
export interface Way {
  readonly traits: readonly Trait[];
  /** Returns what is to be run. */
  set(stage: Stage): () => Promise<Ran>;
}

type UploadOptions = Record<string, unknown>;

const parts = (): Buffer[] => [
  content.subarray(0, 300),
  content.subarray(300, 70_000),
  content.subarray(70_000),
];

/** What is there of an upload that was cut: the first bytes, and others behind them. */
const begun = Buffer.concat([content.subarray(0, 40_000), Buffer.alloc(10, 1)]);

function putting(options: UploadOptions, ...traits: Trait[]): Way {
  return {
    traits: ["up", "report", ...traits],
    set(stage) {
      const source = stage.localSource();
      const target = stage.remoteTarget(undefined, undefined, traits.includes("resume") ? begun : undefined);
      return async () => stage.sftp.put(source, target, options);
    },
  };
}

function puttingStream(options: UploadOptions, ...traits: Trait[]): Way {
  return {
    traits: ["up", "report", ...traits],
    set(stage) {
      const target = stage.remoteTarget();
      return async () => stage.sftp.putfo(Readable.from(parts()), target, options);
    },
  };
}

function writing(write: (stage: Stage, target: string) => Promise<unknown>): Way {
  return {
    traits: ["up"],
    set(stage) {
      const target = stage.remoteTarget();
      return async () => {
        await write(stage, target);
        return {};
      };
    },
  };
}

function uploadingTree(options: UploadOptions, ...traits: Trait[]): Way {
  return {
    traits: ["up", "report", "tree", ...traits],
    set(stage) {
      stage.localSource("site/a", content);
      stage.localSource("site/sub/b", small);
      stage.remoteTarget("/t/a", content);
      stage.remoteTarget("/t/sub/b", small);
      const [source, target] = [`${stage.local}/site`, "/t"];
      return async () => ({
        report: traits.includes("preserve")
          ? await stage.sftp.sync({ local: source }, { remote: target }, options)
          : await stage.sftp.put(source, target, { ...options, recursive: true }),
      });
    },
  };
}

function getting(options: UploadOptions, ...traits: Trait[]): Way {
  return {
    traits: ["down", "report", ...traits],
    set(stage) {
      const source = stage.remoteSource();
      const target = stage.localTarget(undefined, traits.includes("resume") ? begun : undefined);
      return async () => {
        const report = await stage.sftp.get(source, target, options);
        return { report, got: [[stage.readLocal("target"), content]] };
      };
    },
  };
}

function reading(read: (stage: Stage, source: string) => Promise<Buffer>): Way {
  return {
    traits: ["down"],
    set(stage) {
      const source = stage.remoteSource();
      return async () => ({ got: [[await read(stage, source), content]] });
    },
  };
}

function downloadingTree(options: UploadOptions, ...traits: Trait[]): Way {
  return {
    traits: ["down", "report", "tree", ...traits],
    set(stage) {
      stage.remoteSource("/s/a", content);
      stage.remoteSource("/s/sub/b", small);
      stage.localTarget("t/a");
      stage.localTarget("t/sub/b");
      const target = `${stage.local}/t`;
      return async () => {
        const report = traits.includes("preserve")
          ? await stage.sftp.sync({ remote: "/s" }, { local: target }, options)
          : await stage.sftp.get("/s", target, { ...options, recursive: true });
        return {
          report,
          got: [
            [stage.readLocal("t/a"), content],
            [stage.readLocal("t/sub/b"), small],
          ],
        };
      };
    },
  };
}

function copying(options: UploadOptions, ...traits: Trait[]): Way {
  return {
    traits: ["copy", "report", ...traits],
    set(stage) {
      if (!traits.includes("tree")) {
        const [source, target] = [stage.remoteSource(), stage.remoteTarget()];
        return async () => ({ report: await stage.sftp.copy(source, target, options) });
      }
      stage.remoteSource("/s/a", content);
      stage.remoteSource("/s/sub/b", small);
      stage.remoteTarget("/t/a", content);
      stage.remoteTarget("/t/sub/b", small);
      return async () => ({ report: await stage.sftp.copy("/s", "/t", { ...options, recursive: true }) });
    },
  };
}

/** Every way to transfer. */
export const ways = {
  put: putting({}),
  "put atomic": putting({ atomic: true }, "atomic"),
  "put resume": putting({ resume: true }, "resume"),
  "put hash": putting({ verify: "hash" }, "hash"),
  "put preserve": putting({ preserve: true }, "preserve"),
  putfo: puttingStream({}),
  "putfo atomic": puttingStream({ atomic: true }, "atomic"),
  writeFile: writing(({ sftp }, target) => sftp.writeFile(target, content)),
  createWriteStream: writing(({ sftp }, target) => pipeline(parts(), sftp.createWriteStream(target))),
  writable: writing(({ sftp }, target) =>
    Readable.toWeb(Readable.from(parts())).pipeTo(sftp.writable(target)),
  ),
  "put tree": uploadingTree({}),
  "put tree atomic": uploadingTree({ atomic: true }, "atomic"),
  "sync up": uploadingTree({}, "atomic", "preserve"),
  get: getting({}),
  "get atomic": getting({ atomic: true }, "atomic"),
  "get resume": getting({ resume: true }, "resume"),
  "get hash": getting({ verify: "hash" }, "hash"),
  getfo: reading(async ({ sftp }, source) => {
    const taken: Uint8Array[] = [];
    await sftp.getfo(
      source,
      new WritableStream({ write: (part: Uint8Array) => void taken.push(part.slice()) }),
    );
    return Buffer.concat(taken);
  }),
  readFile: reading(({ sftp }, source) => sftp.readFile(source)),
  createReadStream: reading(({ sftp }, source) => buffer(sftp.createReadStream(source))),
  readable: reading(({ sftp }, source) => buffer(sftp.readable(source))),
  "get tree": downloadingTree({}),
  "sync down": downloadingTree({}, "atomic", "preserve"),
  copy: copying({}),
  "copy atomic": copying({ atomic: true }, "atomic"),
  "copy preserve": copying({ preserve: true }, "preserve"),
  "copy tree": copying({}, "tree"),
} satisfies Record<string, Way>;

/** The name of a way. */
export type WayName = keyof typeof ways;

export const wayNames = Object.keys(ways) as WayName[];
