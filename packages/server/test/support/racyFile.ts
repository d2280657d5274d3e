import { type Random, turns } from "@sftp/testing";

import {
  type OpenFlags,
  SFTPAttributes,
  type SFTPHandle,
  type SFTPServerInterface,
} from "../../src/index.ts";
import { errno } from "./treeBackend.ts";

/**
 * Files whose every operation falls into two halves with a pause between them: whoever comes between sees what one at a time
 * could never see.
 */
export class RacyFiles implements SFTPServerInterface {
  readonly files = new Map<string, { content: Buffer; mode: number }>();
  readonly handlesSync = true;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  open(path: string, flags: OpenFlags): SFTPHandle {
    if (!this.files.has(path)) this.files.set(path, { content: Buffer.alloc(0), mode: 0o100644 });
    return this.#handle(path, (flags & 4) !== 0);
  }

  async stat(path: string): Promise<SFTPAttributes> {
    await this.#pause();
    const { content, mode } = this.#find(path);
    return new SFTPAttributes({ size: content.length, mode });
  }

  async chattr(path: string, attrs: SFTPAttributes): Promise<void> {
    await this.#pause();
    await this.#change(this.#find(path), attrs);
  }

  async rename(oldPath: string, newPath: string): Promise<void> {
    await this.#pause();
    if (this.files.has(newPath)) throw errno("EEXIST");
    const file = this.#find(oldPath);
    await this.#pause();
    this.files.delete(oldPath);
    this.files.set(newPath, file);
  }

  async remove(path: string): Promise<void> {
    await this.#pause();
    this.#find(path);
    this.files.delete(path);
  }

  #find(path: string): { content: Buffer; mode: number } {
    const file = this.files.get(path);
    if (file === undefined) throw errno("ENOENT");
    return file;
  }

  #handle(path: string, appends: boolean): SFTPHandle {
    const file = this.#find(path);
    return {
      fileKey: path,
      read: async (into, offset) => {
        await this.#pause();
        const half = into.subarray(0, into.length >> 1);
        const first = file.content.subarray(offset).copy(half);
        await this.#pause();
        if (first < half.length) return first;
        return first + file.content.subarray(offset + first).copy(into.subarray(first));
      },
      write: async (data, offset) => {
        await this.#pause();
        const at = appends ? file.content.length : offset;
        const middle = data.length >> 1;
        put(file, data.subarray(0, middle), at);
        await this.#pause();
        put(file, data.subarray(middle), at + middle);
      },
      stat: async () => {
        await this.#pause();
        return new SFTPAttributes({ size: file.content.length, mode: file.mode });
      },
      chattr: async (attrs) => {
        await this.#pause();
        await this.#change(file, attrs);
      },
      sync: () => this.#pause(),
      close: () => this.#pause(),
    };
  }

  async #change(file: { content: Buffer; mode: number }, attrs: SFTPAttributes): Promise<void> {
    if (attrs.size !== undefined) {
      const content = Buffer.alloc(attrs.size);
      file.content.copy(content);
      file.content = content;
    }
    await this.#pause();
    if (attrs.mode !== undefined) file.mode = attrs.mode;
  }

  async #pause(): Promise<void> {
    if (!this.#random.oneIn(3)) await turns(this.#random.below(3));
  }
}

function put(file: { content: Buffer }, data: Uint8Array, at: number): void {
  if (data.length === 0) return;
  const content = Buffer.alloc(Math.max(file.content.length, at + data.length));
  file.content.copy(content);
  content.set(data, at);
  file.content = content;
}
