import { AbortError, type WriteBehind } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import type { OpenMode } from "../../file/openMode.ts";
import { RemoteHandle, sizeOf, statOpened } from "../../remote/remoteHandle.ts";
import { attributesOf, isMissing, isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import type { PathOperation } from "../../session/operation.ts";
import { firstWriteError, type Remains, transferError } from "../failure.ts";
import { type TransferLimits, writeBehind } from "../limits.ts";
import { mismatch } from "./takeName.ts";
import { CLEAN_UP_TIMEOUT, isTaken, removeUnless } from "./takenName.ts";

/** How a file is written in order. */
export interface WriterOptions {
  /** Permissions of a file that is created. Default: what the server does by itself. */
  readonly mode?: number | undefined;
  /** Where the first byte goes. Default: 0, or the end of the file if it is opened to append. */
  readonly start?: number | undefined;
}

/** A remote file that is written in order, by a stream or at once. If that fails, only what it made is removed. */
export class OrderedWriter {
  readonly handle: RemoteHandle;
  readonly #operation: PathOperation;
  readonly #bytes: WriteBehind;
  /** Whether the name was taken before. */
  readonly #existed: Promise<boolean>;
  /** Whether the file is to hold just what is written. */
  readonly #isWhole: boolean;
  readonly #start: number;
  #length = 0;
  /** Whether the file is not what it was. */
  #isChanged: boolean;
  /** Whether every WRITE and the CLOSE were acknowledged. */
  #isDelivered = false;

  private constructor(
    handle: RemoteHandle,
    operation: PathOperation,
    bytes: WriteBehind,
    existed: Promise<boolean>,
    isWhole: boolean,
  ) {
    this.handle = handle;
    this.#operation = operation;
    this.#bytes = bytes;
    this.#start = bytes.acknowledged;
    this.#existed = existed;
    this.#isWhole = this.#isChanged = isWhole;
  }

  /** LSTAT leaves with OPEN, so that finding out what a failure may remove costs no round trip. */
  static async open(
    context: ClientContext,
    operation: PathOperation,
    { flags, append }: OpenMode,
    { mode, start }: WriterOptions,
    limits: TransferLimits,
    lease?: HandleLease,
  ): Promise<OrderedWriter> {
    AbortError.throwIfAborted(operation.signal);
    const { CREAT, TRUNC, EXCL } = OpenFlags;
    const mayExist = (flags & (CREAT | EXCL)) === CREAT;
    const existed = mayExist ? isTaken(context, operation.path) : Promise.resolve((flags & EXCL) === 0);
    const isWhole = (flags & (TRUNC | EXCL)) !== 0;
    const opening = RemoteHandle.openFor(context, flags, { mode }, operation, lease);
    const handle = await opening.catch((error: unknown) => {
      if (isRefused(error)) throw error;
      // Nobody waits for the answer any more, but the server may make the file yet, or empty it.
      void removeUnless(existed, context, operation.path);
      throw transferError(error, operation, { leftover: operation.path, replaced: isWhole });
    });
    try {
      const offset = start ?? (append ? await sizeOf(handle, operation) : 0);
      const bytes = writeBehind(handle, limits, { offset, signal: operation.signal });
      return new OrderedWriter(handle, operation, bytes, existed, isWhole && offset === 0);
    } catch (error) {
      handle.close().catch(() => {});
      throw error;
    }
  }

  /** Whether there is nothing more to be done with it. */
  get isDelivered(): boolean {
    return this.#isDelivered;
  }

  /** Takes bytes; resolves once there is room for more. */
  write(data: Uint8Array): Promise<void> {
    this.#isChanged = true;
    this.#length += data.length;
    return this.#bytes.write(data);
  }

  /**
   * Waits until everything is acknowledged, and closes the file. FSTAT leaves with CLOSE, so that comparing the size costs no
   * round trip; a server that stores the file only at CLOSE tells of the old one by it, so another size is asked for anew.
   *
   * @throws SFTPError ERR_SFTP_MISMATCH if the server states another size than was written
   */
  async finish(): Promise<void> {
    await this.#bytes.flush();
    const asked = this.#isWhole ? statOpened(this.handle, this.#operation) : undefined;
    // If CLOSE fails, nobody asks for it.
    asked?.catch(() => {});
    await this.handle.close(this.#operation);
    this.#isDelivered = true;
    const exactSize = (await asked)?.exactSize;
    if (exactSize === undefined || this.#isLength(exactSize) || this.#isLength(await this.#sizeNow())) return;
    throw mismatch(this.#operation, "fstat", exactSize, this.#length);
  }

  #isLength(size: number | bigint | undefined): boolean {
    return size !== undefined && BigInt(size) === BigInt(this.#length);
  }

  /** The size of the file that has the name; `undefined` if the server does not tell. */
  async #sizeNow(): Promise<number | bigint | undefined> {
    try {
      return (await attributesOf(this.handle.context, "stat", this.#operation)).exactSize;
    } catch (error) {
      if (isRefused(error)) return undefined;
      throw error;
    }
  }

  /**
   * It has failed: closes the file, and removes it if it made it.
   *
   * @returns the error, which says what is left
   */
  async abandon(error: unknown): Promise<unknown> {
    this.#bytes.stop(error);
    const shown = this.#bytes.acknowledged > this.#start ? error : firstWriteError(error);
    return transferError(shown, this.#operation, await this.#remains());
  }

  async #remains(): Promise<Remains | undefined> {
    const limit = { timeout: CLEAN_UP_TIMEOUT };
    const isSilent = await this.handle.close(limit).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === "ETIMEDOUT",
    );
    // A server that is silent is not waited for: the name may have been taken.
    const existed = isSilent || (await this.#existed);
    if (existed && !this.#isChanged) return undefined;
    const left = { leftover: this.#operation.path, replaced: existed && this.#isWhole };
    if (existed || this.#isDelivered) return left;
    const { session } = this.handle.context;
    const isGone = await session
      .call("remove", { path: this.#operation.path }, limit)
      .then(() => true, isMissing);
    return isGone ? undefined : left;
  }
}
