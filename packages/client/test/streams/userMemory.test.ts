import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { Random } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { connectModel } from "../model/connectModel.ts";
import { Tree } from "../model/tree.ts";

const BLOCK = 10_000;
const BLOCKS = 40;
const content = new Random(13).bytes(BLOCK * BLOCKS);

/** Fills the same memory with one block after another; each is overwritten when the next one is asked for. */
function* sameMemory(): Generator<Uint8Array> {
  const memory = new Uint8Array(BLOCK);
  for (let at = 0; at < content.length; at += BLOCK) {
    memory.set(content.subarray(at, at + BLOCK));
    yield memory;
    memory.fill(0xaa);
  }
}

/** Takes the memory away from whoever has it, as posting it to a worker does. */
function transfer(bytes: Uint8Array): void {
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
}

const faces: Record<string, (sftp: SFTPClient) => Promise<unknown>> = {
  "createWriteStream, waiting for each callback": async (sftp) => {
    const stream = sftp.createWriteStream("/f");
    for (const block of sameMemory()) await new Promise((resolve) => stream.write(block, resolve));
    stream.end();
    await once(stream, "finish");
  },
  "createWriteStream, from a generator in pipeline": (sftp) =>
    pipeline(sameMemory, sftp.createWriteStream("/f")),
  "createWriteStream, as long as write() returns true": async (sftp) => {
    const stream = sftp.createWriteStream("/f", { highWaterMark: 3 * BLOCK });
    for (const block of sameMemory()) if (!stream.write(block)) await once(stream, "drain");
    stream.end();
    await once(stream, "finish");
  },
  "createWriteStream, given other views than bytes": async (sftp) => {
    const stream = sftp.createWriteStream("/f", { highWaterMark: 3 * BLOCK });
    let isWide = false;
    for (const { buffer } of sameMemory()) {
      isWide = !isWide;
      const view = isWide ? new Uint16Array(buffer) : new DataView(buffer);
      if (!stream.write(view)) await once(stream, "drain");
    }
    stream.end();
    await once(stream, "finish");
  },
  "writable()": async (sftp) => {
    const writer = sftp.writable("/f").getWriter();
    for (const block of sameMemory()) await writer.write(block);
    await writer.close();
  },
  putfo: (sftp) => sftp.putfo(sameMemory(), "/f"),
  "putfo, atomic": (sftp) => sftp.putfo(sameMemory(), "/f", { atomic: true }),
  "write, pipelined": async (sftp) => {
    const file = await sftp.open("/f", "w");
    file.setPipelined();
    for (const block of sameMemory()) await file.write(block);
    await file.close();
  },
  "write, with a buffer": async (sftp) => {
    const file = await sftp.open("/f", "w", { bufsize: 3 * BLOCK + 1 });
    for (const block of sameMemory()) await file.write(block);
    await file.close();
  },
  "a copy loop over fs": async (sftp) => {
    const [from, to] = [await sftp.fs.promises.open("/source", "r"), await sftp.fs.promises.open("/f", "w")];
    const memory = Buffer.alloc(BLOCK);
    for (;;) {
      const { bytesRead } = await from.read(memory, 0, BLOCK);
      if (bytesRead === 0) break;
      await to.write(memory, 0, bytesRead);
    }
    await Promise.all([from.close(), to.close()]);
  },
};

describe("memory that a user gave to be written", () => {
  it.each(Object.entries(faces))(
    "[C-16] is the user's again when the write settles: %s",
    async (_, upload) => {
      const { sftp, server } = await connectModel({ tree: new Tree().file("/source", content) });
      await upload(sftp);
      expect(server.tree.content("/f").equals(content)).toBe(true);
    },
  );

  it("[C-16] is copied before the signal of an aborted write lets the user change it", async () => {
    const { sftp, server } = await connectModel();
    const file = await sftp.open("/f", "w");
    const memory = new Uint8Array(BLOCK).fill(7);
    const controller = new AbortController();
    const writing = file.write(memory, { signal: controller.signal });
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: "ABORT_ERR" });
    memory.fill(0xaa);
    await file.close();
    expect(server.tree.content("/f").includes(0xaa)).toBe(false);
  });

  const transferring: Record<string, (sftp: SFTPClient) => Promise<unknown>> = {
    createWriteStream: async (sftp) => {
      const stream = sftp.createWriteStream("/f");
      const block = new Uint8Array(BLOCK);
      transfer(block);
      stream.write(block);
    },
    "writable()": async (sftp) => {
      const writer = sftp.writable("/f").getWriter();
      const block = new Uint8Array(BLOCK);
      const writing = writer.write(block);
      transfer(block);
      writer.closed.catch(() => {});
      await writing;
    },
    write: async (sftp) => {
      const file = await sftp.open("/f", "w");
      const block = new Uint8Array(BLOCK);
      transfer(block);
      await file.write(block).finally(() => file.close());
    },
    "write, with a buffer": async (sftp) => {
      const file = await sftp.open("/f", "w", { bufsize: 100 });
      const block = new Uint8Array(BLOCK);
      transfer(block);
      await file.write(block).finally(() => file.close());
    },
    putfo: (sftp) => {
      const block = new Uint8Array(BLOCK);
      transfer(block);
      return sftp.putfo([block], "/f");
    },
    writeFile: (sftp) => {
      const block = new Uint8Array(BLOCK);
      transfer(block);
      return sftp.writeFile("/f", block);
    },
  };
  it.each(Object.entries(transferring))(
    "[C-16] that was transferred is the error of that call, and not of the session: %s",
    async (_, write) => {
      const { sftp, server } = await connectModel();
      await expect(write(sftp)).rejects.toThrow("was transferred to another owner");
      await sftp.writeFile("/g", "still there");
      expect(server.tree.content("/g").toString()).toBe("still there");
    },
  );
});

describe("memory that a user was given", () => {
  it("[C-16] is never written to again: chunks of streams, read and readv", async () => {
    const { sftp } = await connectModel({ tree: new Tree().file("/source", content) });
    const file = await sftp.open("/source", "r");
    const given: [at: number, bytes: Uint8Array][] = [];
    const take = (at: number, bytes: Uint8Array): void => void given.push([at, bytes]);
    const inOrder = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      let at = 0;
      for await (const chunk of chunks) {
        take(at, chunk);
        at += chunk.length;
      }
    };
    await inOrder(sftp.createReadStream("/source"));
    await inOrder(sftp.readable("/source"));
    take(0, await sftp.readFile("/source"));
    take(0, await file.read(BLOCK));
    const ranges = Array.from({ length: BLOCKS }, (_, index) => [index * BLOCK, BLOCK] as const);
    let index = 0;
    for await (const bytes of file.readv(ranges)) take(ranges[index++]![0], bytes);
    await file.close();
    // More transfers, which use again what is free.
    for (let turn = 0; turn < 3; turn++) {
      await sftp.putfo(sameMemory(), `/other${turn}`);
      await inOrder(sftp.createReadStream(`/other${turn}`));
    }
    for (const [at, bytes] of given) {
      expect(Buffer.compare(bytes, content.subarray(at, at + bytes.length))).toBe(0);
    }
  });
});
