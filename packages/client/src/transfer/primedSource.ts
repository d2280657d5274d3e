import type { Source } from "@sftp/prefetch";
import type { RemoteHandle } from "../file/remoteHandle.ts";

/**
 * An open remote file whose first bytes are asked for at once, while its size still is: a small file takes one
 * round trip less.
 */
export class PrimedSource implements Source {
  readonly #remote: RemoteHandle;
  #first: Promise<Uint8Array> | undefined;

  constructor(remote: RemoteHandle, signal?: AbortSignal) {
    this.#remote = remote;
    this.#first = remote.readAt(0, remote.sizes.read, signal);
    // It may fail before anybody asks for it, or when nobody will.
    this.#first.catch(() => {});
  }

  async readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const first = offset === 0 ? this.#first : undefined;
    if (first === undefined) return this.#remote.readAt(offset, length, signal);
    this.#first = undefined;
    const data = await first;
    return data.length > length ? data.subarray(0, length) : data;
  }
}
