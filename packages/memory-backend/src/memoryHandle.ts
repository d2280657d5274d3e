import { OpenFlags, type SFTPAttributes, type SFTPHandle } from "@sftp/server";

import type { MemoryFile } from "./nodes.ts";

/** A file of a `MemoryBackend` that somebody has open; it goes on working when the file is renamed or removed. */
export class MemoryHandle implements SFTPHandle {
  readonly fileKey: string;
  readonly #file: MemoryFile;
  readonly #appends: boolean;

  constructor(file: MemoryFile, flags: OpenFlags) {
    this.#file = file;
    this.#appends = (flags & OpenFlags.APPEND) !== 0;
    this.fileKey = `memory:${file.id}`;
    file.hold();
  }

  read(into: Uint8Array, offset: number): number {
    return this.#file.read(into, offset);
  }

  write(data: Uint8Array, offset: number): void {
    this.#file.write(data, this.#appends ? this.#file.size : offset);
  }

  stat(): SFTPAttributes {
    return this.#file.attributes();
  }

  chattr(attrs: SFTPAttributes): void {
    this.#file.change(attrs);
  }

  sync(): void {
    // Memory is as lasting as it gets.
  }

  close(): void {
    this.#file.letGo();
  }
}
