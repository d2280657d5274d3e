import { type Source, TransferError } from "@sftp/prefetch";
import type { RemoteHandle } from "../file/remoteHandle.ts";

/**
 * An open remote file whose first bytes are asked for at once, while its size still is: a small file takes one
 * round trip less.
 */
export class PrimedSource implements Source {
  /** How long the file is said to be, once that is known. */
  size: number | undefined;
  /** What all but the first bytes are read from. */
  rest: Source;
  #first: Promise<Uint8Array> | undefined;

  /** @param requestSize how much whoever reads it asks for at first, unless the file is shorter */
  constructor(remote: RemoteHandle, requestSize: number, signal?: AbortSignal) {
    this.rest = remote;
    this.#first = remote.readAt(0, requestSize, signal);
    // It may fail before anybody asks for it, or when nobody will.
    this.#first.catch(() => {});
  }

  release(data: Uint8Array): void {
    this.rest.release?.(data);
  }

  /** @throws TransferError if the first bytes go on where the file was said to end */
  async readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const first = offset === 0 ? this.#first : undefined;
    if (first === undefined) return this.rest.readAt(offset, length, signal);
    this.#first = undefined;
    const data = await first;
    if (data.length <= length) return data;
    throw new TransferError("ERR_SFTP_CHANGED", this.size ?? length, data.length);
  }
}
