import { Random, repeats } from "@sftp/testing";
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { describe, expect, it } from "vitest";
import type { SFTPFile } from "../../src/index.ts";
import { connectModel } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const step = record({
  do: constantFrom("write", "write", "write", "flush", "seek", "stat", "pipelined"),
  /** How many bytes are written, or where the position goes. */
  size: integer({ min: 0, max: 40 }),
});

const program = record({
  seed: integer(),
  mode: constantFrom("r+", "a"),
  bufsize: constantFrom(-1, 1, 7, 50),
  /** The most bytes of one WRITE. */
  most: integer({ min: 1, max: 40 }),
  /** One of so many WRITEs is refused. */
  refused: constantFrom(2, 5, 20),
  steps: array(step, { minLength: 1, maxLength: 20 }),
});

describe("a write that is refused", () => {
  it("[C-22] leaves position, size and buffers as they were, and a retry leaves no hole", async () => {
    await assert(
      asyncProperty(program, async ({ seed, mode, bufsize, most, refused, steps }) => {
        const random = new Random(seed);
        const tree = new Tree().file("/f", "0123456789");
        /** How many WRITEs may be refused in a step. */
        let left = 0;
        const { sftp } = await connectModel({
          tree,
          // What a server has appended cannot be taken back: there each write fits into one WRITE.
          limits: { read: 4_096, write: mode === "a" ? 4_096 : most },
          instead: ({ type, id }) => {
            if (type !== Packet.WRITE || left === 0 || random.below(refused) > 0) return undefined;
            left--;
            return status(id, Status.FAILURE);
          },
        });
        const file = await sftp.open("/f", mode, { bufsize });
        const pair = new Pair(file, tree.content("/f"), mode === "a");
        for (const [index, { do: operation, size }] of steps.entries()) {
          left = 4;
          if (operation === "write") await pair.write(textOf(index, size));
          else if (operation === "seek") await pair.seek(size);
          else if (operation === "pipelined") await pair.setPipelined(size % 2 === 0);
          else await pair.settle(() => (operation === "stat" ? file.stat() : file.flush()));
          expect(file.tell()).toBe(pair.at);
        }
        await pair.settle(() => file.flush());
        await file.close();
        expect(tree.content("/f").toString()).toBe(pair.bytes.toString());
        await sftp.close();
      }),
      { seed: 22, numRuns: repeats(400) },
    );
  });

  it("[C-22] may be tried again after it was aborted, and goes to the same place", async () => {
    const tree = new Tree().file("/f", "0123456789");
    const held: (() => void)[] = [];
    const { sftp, server } = await connectModel({
      tree,
      instead: (request) => {
        if (request.type !== Packet.WRITE || held.length > 0) return undefined;
        held.push(() => server.peer.send(server.answer(request)));
        return null;
      },
    });
    const file = await sftp.open("/f", "r+");
    await file.seek(2);
    const abort = new AbortController();
    const first = file.write("first", { signal: abort.signal });
    const rejected = expect(first).rejects.toMatchObject({ name: "AbortError" });
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await rejected;
    expect(file.tell()).toBe(2);
    const second = file.write("again");
    held[0]!();
    await second;
    await file.close();
    expect(tree.content("/f").toString()).toBe("01again789");
  });
});

function textOf(index: number, size: number): Buffer {
  if (size === 0) return Buffer.alloc(0);
  const letter = String.fromCharCode(0x61 + (index % 26));
  return Buffer.from(`${letter.repeat(size - 1)}${size % 3 === 0 ? "\n" : letter.toUpperCase()}`);
}

/** A file and what it holds once everything that was accepted is written. */
class Pair {
  bytes: Buffer;
  at: number;
  readonly #file: SFTPFile;
  readonly #append: boolean;
  #isPipelined = false;

  constructor(file: SFTPFile, bytes: Buffer, append: boolean) {
    this.#file = file;
    this.bytes = bytes;
    this.#append = append;
    this.at = append ? bytes.length : 0;
  }

  async write(data: Buffer): Promise<void> {
    const from = this.#append ? this.bytes.length : this.at;
    if (data.length === 0) {
      await this.settle(() => this.#file.write(data));
      this.at = from;
      return;
    }
    const grown = Buffer.alloc(Math.max(this.bytes.length, from + data.length));
    this.bytes.copy(grown);
    data.copy(grown, from);
    this.bytes = grown;
    await this.#writeFrom(from, from + data.length);
    this.at = from + data.length;
  }

  async seek(offset: number): Promise<void> {
    await this.settle(() => this.#file.seek(offset));
    this.at = offset;
  }

  /** What was sent under the one rule is acknowledged before the other one holds. */
  async setPipelined(isOn: boolean): Promise<void> {
    await this.settle(() => this.#file.flush());
    this.#file.setPipelined((this.#isPipelined = isOn));
  }

  /** Does what waits for all writes, until it succeeds. */
  async settle(operate: () => Promise<unknown>): Promise<void> {
    for (;;) {
      const before = this.#file.tell();
      if (await succeeds(operate())) return;
      if (this.#isPipelined) await this.#writeFrom(this.#file.tell(), this.at);
      else expect(this.#file.tell()).toBe(before);
    }
  }

  /** Writes a part until it is accepted; pipelined, with what a refusal takes back of what was accepted before. */
  async #writeFrom(start: number, end: number): Promise<void> {
    let from = start;
    while (from < end) {
      const before = this.#file.tell();
      if (await succeeds(this.#file.write(this.bytes.subarray(from, end)))) return;
      if (this.#isPipelined) from = this.#file.tell();
      else expect(this.#file.tell()).toBe(before);
    }
  }
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "EIO", operation: "write" });
    return false;
  }
}
