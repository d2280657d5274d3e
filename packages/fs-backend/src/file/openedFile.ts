import { type Awaitable, type FileSystemStats, SFTPAttributes, type SFTPHandle } from "@sftp/server";

import type { Calls } from "../calls.ts";
import { changeAttributes, openFileChanges } from "../changeAttributes.ts";
import { Descriptor } from "../descriptor.ts";
import { failure } from "../failure.ts";
import { fileSystemStats } from "../fileSystemStats.ts";
import { type Routine, wait } from "../routine.ts";
import { serve } from "../serve.ts";
import { writeAll } from "../writeAll.ts";
import type { Opened } from "./openFile.ts";
import type { Upload } from "./upload.ts";

export interface OpenedFileOptions {
  /** Whether writes go to the end, wherever they say. */
  readonly appends: boolean;
  /** Whether set-uid and set-gid bits are never set. */
  readonly maskSetid: boolean;
  /** What becomes of it when it is closed, if it is written under another name until then. */
  readonly upload?: Upload | undefined;
}

/** A regular file that a client has open. */
export class OpenedFile implements SFTPHandle {
  readonly fileKey: string;
  /** Whether it has another name until it is closed. */
  readonly deferred: boolean;
  readonly #calls: Calls;
  readonly #fd: number;
  readonly #descriptor: Descriptor;
  readonly #options: OpenedFileOptions;
  /** A write that failed: what has a hole must not take its place. */
  #hole: { readonly error: unknown } | undefined;

  /** Takes over the descriptor. */
  constructor(calls: Calls, { fd, key }: Opened, options: OpenedFileOptions) {
    this.fileKey = key;
    this.#calls = calls;
    this.#fd = fd;
    this.#descriptor = new Descriptor(calls, fd);
    this.#options = options;
    this.deferred = options.upload !== undefined;
  }

  read(into: Uint8Array, offset: number): Awaitable<number> {
    if (!Number.isSafeInteger(offset + into.length)) return 0;
    return this.#descriptor.use(() => this.#calls.read(this.#fd, into, offset));
  }

  write(data: Uint8Array, offset: number): Awaitable<void> {
    if (!Number.isSafeInteger(offset + data.length)) throw failure("EFBIG");
    const position = this.#options.appends ? null : offset;
    return this.#serve(() => this.#write(data, position));
  }

  stat(): Awaitable<SFTPAttributes> {
    return this.#serve(() => this.#stat());
  }

  chattr(attrs: SFTPAttributes): Awaitable<void> {
    const target = openFileChanges(this.#calls, this.#fd);
    return this.#serve(() => changeAttributes(target, attrs, this.#options.maskSetid));
  }

  sync(): Awaitable<void> {
    return this.#descriptor.use(() => this.#calls.fsync(this.#fd));
  }

  statvfs(): Awaitable<FileSystemStats> {
    return this.#serve(() => this.#statvfs());
  }

  /** Of an upload: what was written so far, to be read. */
  reopen(): Awaitable<OpenedFile> {
    return this.#serve(() => this.#reopen());
  }

  /** Of an upload: another path that it gets when it is closed. */
  moveTo(newPath: string, replaces: boolean): Awaitable<void> {
    return this.#serve(() => this.#upload().moveTo(newPath, replaces));
  }

  close(how: "closed" | "aborted"): Awaitable<void> {
    return serve(() => this.#close(how));
  }

  *#write(data: Uint8Array, position: number | null): Routine<void> {
    try {
      yield* writeAll(this.#calls, this.#fd, data, position);
    } catch (error) {
      this.#hole ??= { error };
      throw error;
    }
  }

  *#close(how: "closed" | "aborted"): Routine<void> {
    const { upload } = this.#options;
    if (!upload) return yield* this.#descriptor.release();
    if (how === "closed" && !this.#hole) return yield* upload.finish(this.#descriptor);
    yield* upload.abandon(this.#descriptor);
    if (how === "closed") throw this.#hole?.error;
  }

  *#reopen(): Routine<OpenedFile> {
    const opened = yield* this.#upload().reopen({ key: this.fileKey });
    return new OpenedFile(this.#calls, opened, { appends: false, maskSetid: this.#options.maskSetid });
  }

  #upload(): Upload {
    if (!this.#options.upload) throw failure("EOPNOTSUPP");
    return this.#options.upload;
  }

  *#stat(): Routine<SFTPAttributes> {
    return SFTPAttributes.fromStat(yield* wait(this.#calls.fstat(this.#fd)));
  }

  *#statvfs(): Routine<FileSystemStats> {
    const { dev } = yield* wait(this.#calls.fstat(this.#fd));
    return yield* fileSystemStats(this.#calls, { path: this.#descriptor.path, dev, fd: this.#fd });
  }

  #serve<T>(operation: () => Routine<T>): Awaitable<T> {
    return this.#descriptor.use(() => serve(operation));
  }
}
