import { Blob } from "node:buffer";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Contents, SFTPClient } from "../../src/index.ts";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const TEXT = "two bytes each: äöü!!";
const BYTES = Buffer.from(TEXT);

/** Memory in which the bytes stand somewhere in the middle. */
function memory<T extends ArrayBufferLike>(buffer: T): T {
  new Uint8Array(buffer, 8, BYTES.length).set(BYTES);
  return buffer;
}

function around(): ArrayBuffer {
  return memory(new ArrayBuffer(BYTES.length + 16));
}

function shared(): SharedArrayBuffer {
  return memory(new SharedArrayBuffer(BYTES.length + 16));
}

/** One piece of content in every shape. */
const PIECES: Record<string, () => Contents> = {
  string: () => TEXT,
  Buffer: () => BYTES,
  Uint8Array: () => new Uint8Array(around(), 8, BYTES.length),
  Uint8ClampedArray: () => new Uint8ClampedArray(around(), 8, BYTES.length),
  Int8Array: () => new Int8Array(around(), 8, BYTES.length),
  Uint16Array: () => new Uint16Array(around(), 8, BYTES.length / 2),
  Float64Array: () => new Float64Array(around(), 8, BYTES.length / 8),
  DataView: () => new DataView(around(), 8, BYTES.length),
  ArrayBuffer: () => around().slice(8, 8 + BYTES.length),
  SharedArrayBuffer: () => shared().slice(8, 8 + BYTES.length) as unknown as ArrayBuffer,
  "view of a SharedArrayBuffer": () => new Uint8Array(shared(), 8, BYTES.length),
};

/** Content as a whole, in every shape. */
const WHOLES: Record<string, () => Contents> = {
  ...PIECES,
  Blob: () => new Blob([BYTES]),
  array: () => [TEXT.slice(0, 5), Buffer.from(TEXT.slice(5))],
  Set: () => new Set([TEXT.slice(0, 5), TEXT.slice(5)]),
  generator: () =>
    (function* () {
      yield TEXT.slice(0, 5);
      yield new DataView(new Uint8Array(Buffer.from(TEXT.slice(5))).buffer);
    })(),
  "async generator": () =>
    (async function* () {
      await Promise.resolve();
      yield TEXT;
    })(),
  "Node stream": () => Readable.from([BYTES.subarray(0, 5), BYTES.subarray(5)]),
  "Node stream of text": () => Readable.from([TEXT.slice(0, 5), TEXT.slice(5)]),
  "Web stream": () => new Blob([BYTES]).stream() as unknown as AsyncIterable<Uint8Array>,
};

const REFUSED: Record<string, unknown> = {
  number: 5,
  null: null,
  undefined,
  boolean: true,
  object: { a: 1 },
  Promise: Promise.resolve("x"),
  function: () => "x",
  symbol: Symbol("x"),
  bigint: 5n,
  Date: new Date(),
  "array of numbers": [1, 2],
  "view whose memory is gone": gone(),
};

function gone(): DataView {
  const view = new DataView(new ArrayBuffer(8));
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

const write = async (sftp: SFTPClient, data: Contents, options: object): Promise<void> => {
  const file = await sftp.open("/f", "w", options);
  try {
    await file.write(data as string);
  } finally {
    await file.close();
  }
};

/** The ways to write pieces, of which all are opened before. */
const PIECE_FACES: Record<string, (sftp: SFTPClient, data: Contents) => Promise<unknown>> = {
  "SFTPFile.write": (sftp, data) => write(sftp, data, {}),
  "SFTPFile.write, buffered": (sftp, data) => write(sftp, data, { bufsize: 7 }),
  "SFTPFile.writelines": async (sftp, data) => {
    const file = await sftp.open("/f", "w");
    try {
      await file.writelines([data as string]);
    } finally {
      await file.close();
    }
  },
  writable: async (sftp, data) => {
    const writer = sftp.writable("/f").getWriter();
    writer.closed.catch(() => {});
    await writer.write(data as string);
    await writer.close();
  },
};

/** The ways to write contents as a whole. */
const WHOLE_FACES: Record<string, (sftp: SFTPClient, data: Contents) => Promise<unknown>> = {
  writeFile: (sftp, data) => sftp.writeFile("/f", data),
  putfo: (sftp, data) => sftp.putfo(data, "/f"),
  "fs.promises.writeFile": (sftp, data) => sftp.fs.promises.writeFile("/f", data as string),
  "fs.promises.appendFile": (sftp, data) => sftp.fs.promises.appendFile("/f", data as string),
  "FileHandle.writeFile": async (sftp, data) => {
    const file = await sftp.fs.promises.open("/f", "w");
    try {
      await file.writeFile(data as string);
    } finally {
      await file.close();
    }
  },
};

/** These open nothing for what they refuse. */
const UNOPENED = ["writeFile", "putfo", "fs.promises.writeFile", "fs.promises.appendFile"];

function pairs(faces: object, shapes: object): string[][] {
  return Object.keys(faces).flatMap((face) => Object.keys(shapes).map((shape) => [face, shape]));
}

describe("what can be written", () => {
  it.each([...pairs(PIECE_FACES, PIECES), ...pairs(WHOLE_FACES, WHOLES)])(
    "%s writes a %s",
    async (face, shape) => {
      const { sftp, server } = await connectModel();
      const data = (WHOLES[shape!] ?? PIECES[shape!])!();
      await (PIECE_FACES[face!] ?? WHOLE_FACES[face!])!(sftp, data);
      expect(server.tree.content("/f").toString("latin1")).toBe(BYTES.toString("latin1"));
      await expectBalancedBooks(server);
    },
  );

  it.each([...pairs(PIECE_FACES, REFUSED), ...pairs(WHOLE_FACES, REFUSED)])(
    "[C-18] %s refuses a %s, and what was there stays",
    async (face, shape) => {
      const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "old") });
      const data = REFUSED[shape!] as Contents;
      const work = (PIECE_FACES[face!] ?? WHOLE_FACES[face!])!(sftp, data);
      await expect(work).rejects.toThrow(TypeError);
      expect(server.count(Packet.WRITE)).toBe(0);
      if (UNOPENED.includes(face!)) {
        expect(server.opened).toBe(0);
        expect(server.tree.content("/f").toString()).toBe("old");
      }
      await expectBalancedBooks(server);
    },
  );
});
