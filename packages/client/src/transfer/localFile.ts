import type { FileHandle } from "node:fs/promises";
import type { BufferPool } from "@sftp/channel";
import type { Sink, Source } from "@sftp/prefetch";
import { joinBytes } from "../file/bytes.ts";

/** An open local file, to be read and written at any position. What is read lies in buffers of a pool. */
export class LocalFile implements Source, Sink {
  readonly #file: FileHandle;
  readonly #buffers: BufferPool;

  constructor(file: FileHandle, buffers: BufferPool) {
    this.#file = file;
    this.#buffers = buffers;
  }

  async readAt(offset: number, length: number): Promise<Uint8Array> {
    const buffer = this.#buffers.acquire(length);
    const { bytesRead } = await this.#file.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  }

  release(data: Uint8Array): void {
    this.#buffers.release(data);
  }

  /** Reads `length` bytes, or fewer if the file ends before. */
  async readFully(offset: number, length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let read = 0;
    while (read < length) {
      const part = await this.readAt(offset + read, length - read);
      if (part.length === 0) break;
      parts.push(part);
      read += part.length;
    }
    return joinBytes(parts);
  }

  async writeAt(offset: number, data: Uint8Array): Promise<void> {
    let written = 0;
    // A disk that fills up takes a part first.
    while (written < data.length) {
      const { bytesWritten } = await this.#file.write(data, written, data.length - written, offset + written);
      written += bytesWritten;
    }
  }
}
