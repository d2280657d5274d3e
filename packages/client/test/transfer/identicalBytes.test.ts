import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { frame, Random, type ReceivedFrame, repeats, string, u32 } from "@sftp/testing";
import { expect, it } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions, ModelServer } from "../model/modelServer.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "./temporaryDirectory.ts";

/** What a server says of the size of its file. */
const SAID = ["true", "absent", "zero", "less", "more"] as const;

/**
 * How it ends the file: where it ends, after a DATA without data each time, or, once, too early, though there is
 * more of it.
 */
const ENDS = ["true", "true", "late", "early"] as const;

/** A server that reads as oddly as it may, and what it said of the end of its file. */
class Schedule {
  readonly random: Random;
  readonly content: Uint8Array;
  readonly said: (typeof SAID)[number];
  readonly ends: (typeof ENDS)[number];
  /** The first offset that was answered with EOF. */
  eof = Number.POSITIVE_INFINITY;
  /** The end of the furthest DATA. */
  reached = 0;
  #stated: number | undefined;
  readonly #early: number;
  readonly #emptyAt = new Set<number>();

  constructor(seed: number) {
    const random = new Random(seed);
    this.random = random;
    this.content = random.bytes(random.oneIn(20) ? 0 : random.below(random.oneIn(10) ? 40_000 : 3_000));
    const said = random.pick(SAID);
    this.ends = random.pick(ENDS);
    // A file that ends at the lesser size that was said of it has become shorter, and is that.
    this.said = said === "less" && this.ends === "early" ? "true" : said;
    this.#early = random.below(4);
  }

  get model(): ModelOptions {
    const { random, said } = this;
    return {
      tree: new Tree().file("/f", this.content),
      limits: random.oneIn(2) ? { read: 1 + random.below(2_000), write: 0 } : undefined,
      mostData: random.oneIn(2) ? 1 + random.below(3_000) : undefined,
      shortReads: random.oneIn(2) ? random : undefined,
      reorder: random.oneIn(4) ? undefined : { random, turns: 1 + random.below(4) },
      sizes: said === "true" || said === "absent" ? said : (size) => this.#state(size),
      instead: (request, server) => (request.type === Packet.READ ? this.#read(request, server) : undefined),
    };
  }

  /** Whether nothing that was said was wrong. */
  get isHonest(): boolean {
    return this.ends !== "early" && this.said !== "less" && this.said !== "more";
  }

  /** Whether a size above 0 was said, and the file has another one. */
  get isRefuted(): boolean {
    return (this.#stated ?? 0) > 0 && this.#stated !== this.content.length;
  }

  #state(size: number): number {
    const { said, random } = this;
    this.#stated =
      said === "zero" ? 0 : said === "more" ? size + 1 + random.below(5_000) : random.below(size);
    return this.#stated;
  }

  #read(request: ReceivedFrame, server: ModelServer): Uint8Array {
    const fields = request.fields();
    fields.string();
    const offset = Number(fields.u64());
    const atEnd = offset >= this.content.length;
    if (this.ends === "early" && !atEnd && server.count(Packet.READ) > this.#early && this.eof > offset) {
      return this.#endAt(offset, request);
    }
    if (!atEnd) {
      const answer = server.answer(request);
      this.reached = Math.max(this.reached, offset + answer.length - 13);
      return answer;
    }
    if (this.ends === "late" && !this.#emptyAt.delete(offset)) {
      this.#emptyAt.add(offset);
      return frame(Packet.DATA, u32(request.id), string(""));
    }
    return this.#endAt(offset, request);
  }

  #endAt(offset: number, { id }: ReceivedFrame): Uint8Array {
    this.eof = Math.min(this.eof, offset);
    return status(id, Status.EOF, "End of file");
  }
}

type Download = (sftp: SFTPClient, local: string, options: object) => Promise<Buffer>;

const faces: [name: string, schedules: number, download: Download][] = [
  [
    "get",
    1_000,
    async (sftp, local, options) => {
      await sftp.get("/f", local, options);
      return readFileSync(local);
    },
  ],
  [
    "getfo",
    300,
    async (sftp, _, options) => {
      const sink = new PassThrough({ highWaterMark: 1_000_000 });
      const bytes = await sftp.getfo("/f", sink, options);
      expect(sink.readableLength).toBe(bytes);
      sink.end();
      return buffer(sink);
    },
  ],
];

it.each(faces)(
  "[C-7] [C-8] what %s took for the file is the file, however the server reads, replies and counts",
  async (name, inSuite, download) => {
    const schedules = repeats(inSuite);
    const local = join(await temporaryDirectory(), "f");
    let succeeded = 0;
    for (let seed = 0; seed < schedules; seed++) {
      const schedule = new Schedule(seed);
      const { random, content } = schedule;
      const { sftp, server } = await connectModel(schedule.model, {
        maxPacketSize: random.oneIn(2) ? 1 + random.below(4_000) : undefined,
      });
      const options = {
        prefetch: !random.oneIn(6),
        concurrency: random.pick([undefined, null, 1, 2, 7]),
        maxInFlightBytes: random.oneIn(3) ? 1 + random.below(50_000) : undefined,
        // What is said of the size changes here with each question.
        onGrowth: "error",
      };
      const words = `schedule ${seed}`;
      const result = await download(sftp, local, options).catch((error: unknown) => error);
      if (result instanceof Uint8Array) {
        // The end is where the server said it is. A stream is given what comes before that; a file is only
        // whole if the server gave nothing beyond it either.
        if (name === "get") expect(schedule.reached, words).toBeLessThanOrEqual(schedule.eof);
        expect(Buffer.from(content.subarray(0, schedule.eof)).equals(result), words).toBe(true);
        expect(schedule.isRefuted, words).toBe(false);
        succeeded++;
      } else {
        expect(result, words).toMatchObject({
          code: expect.stringMatching(/^ERR_SFTP_(TRUNCATED|CHANGED)$/),
        });
        expect(schedule.isHonest, words).toBe(false);
      }
      await expectBalancedBooks(server);
      await sftp.close();
    }
    expect(succeeded).toBeGreaterThan(schedules / 4);
  },
);
