import type { Source } from "@sftp/prefetch";
import { joinBytes } from "../../file/joinBytes.ts";
import type { RemoteHandle } from "../../file/remoteHandle.ts";
import type { Readable } from "../compare/sameByDigests.ts";
import type { TransferLimits } from "../transferLimits.ts";

/** The content of an open remote file, to be compared with that of another one. */
export class RemoteContent implements Readable {
  readonly isRemote = true;
  readonly #source: Source;
  readonly #requestSize: number;
  readonly #signal: AbortSignal;

  constructor(
    remote: RemoteHandle,
    limits: TransferLimits,
    signal: AbortSignal = new AbortController().signal,
  ) {
    this.#source = limits.source(remote);
    this.#requestSize = remote.sizes.read;
    this.#signal = signal;
  }

  /** Reads `length` bytes, or fewer if the file ends before. */
  async readFully(offset: number, length: number): Promise<Uint8Array> {
    const size = this.#requestSize;
    const offsets = Array.from({ length: Math.ceil(length / size) }, (_, i) => i * size);
    return joinBytes(
      await Promise.all(offsets.map((at) => this.#part(offset + at, Math.min(size, length - at)))),
    );
  }

  async #part(offset: number, length: number): Promise<Uint8Array> {
    const data = await this.#source.readAt(offset, length, this.#signal);
    if (data.length === 0 || data.length === length) return data;
    return joinBytes([data, await this.#part(offset + data.length, length - data.length)]);
  }
}
