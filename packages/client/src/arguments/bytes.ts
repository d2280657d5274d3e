import { transferred } from "@sftp/prefetch";
import { isAnyArrayBuffer, isSharedArrayBuffer } from "node:util/types";
import { type Check, wrongType } from "./checks.ts";

/** One piece of content: text, which is written as UTF-8, or bytes in any of the shapes that `node:fs` takes. */
export type Bytes = string | NodeJS.ArrayBufferView | ArrayBufferLike;

/** Content as a whole, or in pieces one after another: iterables, Node streams, Web streams, Blobs. */
export type Contents = Bytes | Blob | AsyncIterable<Bytes> | Iterable<Bytes>;

const WANTED = "text or bytes: a string, a Buffer, a TypedArray, a DataView or an ArrayBuffer";
const CONTENTS = `${WANTED}, or a Blob, a stream or another iterable of these`;

/** What a view is a view of. */
type Viewed = Pick<NodeJS.ArrayBufferView, "buffer" | "byteOffset" | "byteLength">;

/** The bytes themselves, not a copy unless they are shared with other threads. */
export function bytesOf(data: Bytes, textEncoding?: BufferEncoding): Uint8Array {
  if (typeof data === "string") return Buffer.from(data, textEncoding);
  const memory = memoryOf(
    ArrayBuffer.isView(data) ? data : { buffer: data, byteOffset: 0, byteLength: data.byteLength },
  );
  return isSharedArrayBuffer(memory.buffer) ? memory.slice() : memory;
}

/**
 * The memory of a view.
 *
 * @throws TypeError if it was given to another thread: such a view looks empty
 */
export function memoryOf({ buffer, byteOffset, byteLength }: Viewed): Uint8Array {
  let memory: Uint8Array;
  try {
    memory = new Uint8Array(buffer);
  } catch {
    throw transferred();
  }
  return memory.subarray(byteOffset, byteOffset + byteLength);
}

/** Whether something is one piece of content. */
export function isBytes(value: unknown): value is Bytes {
  return typeof value === "string" || ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
}

/** What gives the pieces of contents, for whoever takes iterables. */
export function sourceOf(value: Contents): AsyncIterable<Bytes> | Iterable<Bytes> {
  if (isBytes(value)) return [value];
  return value instanceof Blob ? (value.stream() as unknown as AsyncIterable<Uint8Array>) : value;
}

/**
 * The bytes of one piece that a source has given.
 *
 * @throws TypeError if it is none
 */
export function pieceOf(value: unknown): Uint8Array {
  bytes(value, "a part of the source");
  return bytesOf(value as Bytes);
}

/** Takes one piece of content. */
export const bytes: Check = (value, name) => {
  if (!isBytes(value)) throw wrongType(name, WANTED, value);
  if (typeof value !== "string") bytesOf(value);
};

/** Takes all that can be written. What an iterable gives is checked when it comes, except for what is an array. */
export const contents: Check = (value, name) => {
  if (isBytes(value)) return bytes(value, name);
  if (Array.isArray(value)) return value.forEach((piece, index) => bytes(piece, `${name}[${index}]`));
  if (value instanceof Promise) throw new TypeError(`${name} is a Promise: await it`);
  if (!(value instanceof Blob) && !isIterable(value)) throw wrongType(name, CONTENTS, value);
};

/** Takes what gives pieces of content one after another. */
export const iterable: Check = (value, name) => {
  if (isBytes(value)) throw wrongType(name, "a stream or another iterable of text or bytes", value);
  contents(value, name);
};

/** Takes memory that can be filled. */
export const view: Check = (value, name) => {
  if (!ArrayBuffer.isView(value)) throw wrongType(name, "a Buffer, a TypedArray or a DataView", value);
  memoryOf(value as NodeJS.ArrayBufferView);
};

/** The pieces of content, one after another. */
export async function* piecesOf(value: Contents): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of sourceOf(value)) yield pieceOf(piece);
}

function isIterable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}
