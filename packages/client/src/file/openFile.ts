import type { SFTPAttributes } from "@sftp/attributes";
import { type Attrs, escapeName, type UInt64 } from "@sftp/wire";
import { checkHandle } from "../remote/checkFile.ts";
import type { RemoteHandle } from "../remote/remoteHandle.ts";
import { seconds } from "../remote/stat.ts";
import { unlessAborted } from "../session/abort.ts";
import { callError } from "../session/failures.ts";
import { inMilliseconds, inSeconds, type OperationOptions } from "../session/operation.ts";
import type { Session } from "../session/session.ts";
import { FileReader } from "./fileReader.ts";
import { FileWriter } from "./fileWriter.ts";
import type { OpenMode } from "./openMode.ts";

/** What `check` takes beside the algorithm and the offset. */
export interface CheckOptions extends OperationOptions {
  /** How many bytes; 0 is up to the end of the file. Default: 0. */
  length?: number | undefined;
  /** How many bytes each digest is of, at least 256; 0 is one digest of everything. Default: 0. */
  blockSize?: number | undefined;
}

/** What an open file is apart from its content: its attributes, its durability, its end. */
export class OpenFile {
  protected readonly handle: RemoteHandle;
  protected readonly mode: OpenMode;
  protected readonly reader: FileReader;
  protected readonly writer: FileWriter;
  /** Where the next read or write begins; in append mode a write goes to `end`. */
  protected position = 0;
  /** The end of the file, as far as it is known; only in append mode. */
  protected end = 0;
  readonly #turns = new Turns();
  #closing: Promise<void> | undefined;
  #isOver = false;

  /** @internal */
  constructor(handle: RemoteHandle, mode: OpenMode, bufsize: number) {
    this.handle = handle;
    this.mode = mode;
    this.reader = new FileReader(handle, Math.max(bufsize, 1));
    this.writer = new FileWriter(handle, bufsize, mode.append, {
      written: (offset, length) => this.reader.invalidate(offset, length),
      lost: (offset) => (this.position = this.end = offset),
    });
    leakWarning.register(this, { path: handle.path, session: handle.context.session }, handle);
  }

  /** The path it was opened by. */
  get path(): string | undefined {
    return this.handle.path;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Whether it was opened for reading. */
  readable(): boolean {
    return this.mode.readable;
  }

  /** Whether it was opened for writing. */
  writable(): boolean {
    return this.mode.writable;
  }

  /** Always true. */
  seekable(): boolean {
    return true;
  }

  /** The attributes of the open file, whatever its name is by now. */
  stat(options: OperationOptions = {}): Promise<SFTPAttributes> {
    return this.settled("stat", options, () => this.handle.stat(options));
  }

  /** Sets the permissions, and nothing else. */
  chmod(mode: number, options: OperationOptions = {}): Promise<void> {
    return this.#setstat("chmod", { mode }, options);
  }

  /** Sets owner and group, and nothing else. */
  chown(uid: number, gid: number, options: OperationOptions = {}): Promise<void> {
    return this.#setstat("chown", { uid, gid }, options);
  }

  /** Sets access and modification time, and nothing else; see `SFTPClient.utime`. */
  async utime(
    times: readonly [atime: Date | number, mtime: Date | number] | null,
    options: OperationOptions = {},
  ): Promise<void> {
    return this.#setstat("utime", seconds(times), options);
  }

  /** Sets the size, and nothing else: what is beyond is lost, what is missing becomes zeros. */
  truncate(size: UInt64, options: OperationOptions = {}): Promise<void> {
    return this.settled("truncate", options, async () => {
      await this.handle.setstat("truncate", { size }, options);
      this.end = Number(size);
      this.reader.invalidate(0, Number.MAX_SAFE_INTEGER);
    });
  }

  /**
   * Digests that the server computes: raw, one after another.
   *
   * @param algorithms one or more of md5, sha1, sha224, sha256, sha384, sha512, crc32; the server takes the first that
   *   it has
   * @example
   * ```ts
   * const digest = await file.check("sha256");
   * console.log(digest.toString("hex"));
   * ```
   * @throws SFTPError ENOTSUP if the server cannot
   */
  async check(
    algorithms: string | readonly string[],
    offset = 0,
    options: CheckOptions = {},
  ): Promise<Buffer> {
    const { length = 0, blockSize = 0 } = options;
    const range = { algorithms: [algorithms].flat().join(","), offset, length, blockSize };
    return this.settled("check", options, async () => {
      const operation = this.handle.operation("check", options);
      const { digests } = await checkHandle(
        this.handle.context,
        this.handle.bytes("check"),
        range,
        operation,
      );
      return digests;
    });
  }

  /** Sends what is buffered, and waits until the server has acknowledged everything. */
  flush(options: OperationOptions = {}): Promise<void> {
    return this.settled("flush", options, async () => {});
  }

  /**
   * Makes what was written survive a power cut at the server (fsync@openssh.com).
   *
   * @throws SFTPError ENOTSUP if the server cannot
   */
  fsync(options: OperationOptions = {}): Promise<void> {
    return this.settled("fsync", options, async () => {
      const handle = this.handle.bytes("fsync");
      await this.handle.context.session.call(
        "fsync@openssh.com",
        { handle },
        this.handle.operation("fsync", options),
      );
    });
  }

  /** As `SFTPClient.settimeout`, for this file alone. */
  settimeout(limit: number | null): void {
    this.handle.timeout = inMilliseconds(limit);
  }

  /** How long the server may be silent, in seconds; null is no limit. */
  gettimeout(): number | null {
    return inSeconds(this.handle.timeout ?? this.handle.context.session.inactivityTimeout);
  }

  /** As `SFTPClient.setblocking`, for this file alone. */
  setblocking(blocking: boolean): void {
    this.settimeout(blocking ? null : 0);
  }

  /**
   * Sends what is buffered, waits for all that is under way, and closes the file. The second time it does nothing.
   *
   * @throws SFTPError with what failed: a write nobody has been told of yet, or the closing itself, where some
   *   servers report that the disk is full
   */
  close(options: OperationOptions = {}): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#closing ??= this.#turns
      .take(undefined, () => this.#close(options))
      .finally(() => (this.#isOver = true));
    return this.#closing;
  }

  async #close(options: OperationOptions): Promise<void> {
    leakWarning.unregister(this.handle);
    const stopped = this.reader.stop();
    try {
      await this.writer.collect(options.signal);
    } finally {
      await this.handle.close(options);
      await stopped;
    }
  }

  /** Closes the file at the end of an `await using` scope, also on error. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Does something in its turn: operations on one file happen in the order in which they were called. */
  protected inTurn<T>(operation: string, { signal }: OperationOptions, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(signal, () => {
      this.handle.bytes(operation);
      return work();
    });
  }

  /** As `inTurn`, for all but writing: first everything that was written is acknowledged. */
  protected settled<T>(operation: string, options: OperationOptions, work: () => Promise<T>): Promise<T> {
    return this.inTurn(operation, options, async () => {
      await this.writer.collect(options.signal);
      return work();
    });
  }

  /** @throws SFTPError EBADF if the file was not opened for this */
  protected mustBe(allowed: boolean, what: string, operation: string): void {
    if (!allowed)
      throw callError("EBADF", `the file is not open for ${what}`, { name: operation, path: this.path });
  }

  #setstat(operation: string, attrs: Attrs, options: OperationOptions): Promise<void> {
    return this.settled(operation, options, () => this.handle.setstat(operation, attrs, options));
  }
}

/** Gives turns to those who must not work at the same time, in the order in which they asked. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  /**
   * Does the work when all that came before is done.
   *
   * @throws AbortError, at once, if the signal is aborted while it waits; what the work throws
   */
  async take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let done!: () => void;
    const turn = new Promise<void>((resolve) => (done = resolve));
    // Whoever gives up waiting does not let the next one overtake those before.
    this.#last = before.then(() => turn);
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      done();
    }
  }
}

/** What is remembered of an open file. */
interface OpenedFile {
  readonly path: string | undefined;
  readonly session: Session;
}

/**
 * Warns of files that were garbage-collected while they and their session were open. They are not closed then: when
 * that happens is chance, and no program should depend on it.
 */
const leakWarning = new FinalizationRegistry<OpenedFile>(({ path, session }) => {
  if (session.isOver) return;
  process.emitWarning(
    `the remote file ${path === undefined ? "" : `'${escapeName(path)}' `}was never closed; ` +
      "close() it, or open it with `await using`",
    "SFTPLeakWarning",
  );
});
