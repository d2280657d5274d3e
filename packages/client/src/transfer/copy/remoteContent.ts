import { joinBytes } from "../../file/joinBytes.ts";
import type { RemoteHandle } from "../../file/remoteHandle.ts";

/** The content of an open remote file, to be compared with that of another one. */
export class RemoteContent {
  readonly #remote: RemoteHandle;
  readonly #signal: AbortSignal | undefined;

  constructor(remote: RemoteHandle, signal: AbortSignal | undefined) {
    this.#remote = remote;
    this.#signal = signal;
  }

  /** Reads `length` bytes, or fewer if the file ends before. */
  async readFully(offset: number, length: number): Promise<Uint8Array> {
    const size = this.#remote.sizes.read;
    const offsets = Array.from({ length: Math.ceil(length / size) }, (_, i) => i * size);
    return joinBytes(
      await Promise.all(offsets.map((at) => this.#part(offset + at, Math.min(size, length - at)))),
    );
  }

  async #part(offset: number, length: number): Promise<Uint8Array> {
    const data = await this.#remote.readAt(offset, length, this.#signal);
    if (data.length === 0 || data.length === length) return data;
    return joinBytes([data, await this.#part(offset + data.length, length - data.length)]);
  }
}
