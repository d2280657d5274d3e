import { type Range, type Source, TransferError } from "@sftp/prefetch";

/**
 * An open remote file whose first bytes are asked for at once, while its size still is: a small file takes one
 * round trip less.
 */
export class PrimedSource implements Source {
  /** How long the file is said to be, once that is known. */
  size: number | undefined;
  /** What all but the first bytes are read from. */
  rest: Source;
  readonly #offset: number;
  #first: Promise<Uint8Array> | undefined;

  /** @param first what whoever reads it asks for at first, unless the file is shorter */
  constructor(remote: Source, first: Range, signal: AbortSignal = new AbortController().signal) {
    this.rest = remote;
    this.#offset = first.offset;
    this.#first = remote.readAt(first.offset, first.length, signal);
    // It may fail before anybody asks for it, or when nobody will.
    this.#first.catch(() => {});
  }

  /** Waits for the first bytes, or the end. @throws what the server refuses them with */
  async ready(): Promise<void> {
    await this.#first;
  }

  release(data: Uint8Array): void {
    this.rest.release?.(data);
  }

  /** @throws TransferError if the first bytes go on where the file was said to end */
  async readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const first = offset === this.#offset ? this.#first : undefined;
    if (first === undefined) return this.rest.readAt(offset, length, signal);
    this.#first = undefined;
    const data = await first;
    if (data.length <= length) return data;
    throw new TransferError("ERR_SFTP_CHANGED", this.size ?? offset + length, offset + data.length);
  }
}
