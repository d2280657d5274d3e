import { SFTPAttributes } from "@sftp/attributes";
import type { Sink, Source } from "@sftp/prefetch";
import { type Attrs, isSFTPError, OpenFlags, PROTOCOL_ERROR, protocolError, type UInt64 } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { callError } from "../session/failures.ts";
import type { HandleLease } from "../session/handleQuota.ts";
import type { RequestSizes } from "../session/limits.ts";
import type { Operation, OperationOptions, PathOperation } from "../session/operation.ts";
import { existsAlready, isFolder, withProbe } from "./probes.ts";
import { attributesOf } from "./stat.ts";

const NOTHING = new Uint8Array(0);

/** A file that is open at the server, to be read and written at any position. It keeps no position of its own. */
export class RemoteHandle implements Source, Sink, Disposable {
  readonly context: ClientContext;
  /** The path it was opened by, for errors. */
  readonly path: string | undefined;
  /** As in `OperationOptions`, for everything that is done with it. */
  timeout: number | undefined;
  readonly #handle: Uint8Array;
  readonly #lease: HandleLease | undefined;
  #closing: Promise<void> | undefined;

  constructor(context: ClientContext, handle: Uint8Array, path?: string, lease?: HandleLease) {
    this.context = context;
    this.#handle = handle;
    this.path = path;
    this.#lease = lease;
  }

  /** Opens a file. If the answer comes when nobody waits for it any more, the session closes the handle. */
  static async open(
    context: ClientContext,
    flags: OpenFlags,
    attrs: Attrs,
    operation: PathOperation,
    lease?: HandleLease,
  ): Promise<RemoteHandle> {
    const probe = (flags & OpenFlags.EXCL) === 0 ? isFolder : existsAlready;
    const { handle } = await withProbe(context, operation, probe, () =>
      context.session.call("open", { path: operation.path, flags, attrs }, operation),
    );
    return new RemoteHandle(context, handle, operation.path, lease ?? context.handles.keep());
  }

  /** As `open`, for an operation whose limit of time holds for all that it does with the file. */
  static async openFor(
    context: ClientContext,
    flags: OpenFlags,
    attrs: Attrs,
    operation: PathOperation,
    lease?: HandleLease,
  ): Promise<RemoteHandle> {
    const handle = await RemoteHandle.open(context, flags, attrs, operation, lease);
    handle.timeout = operation.timeout;
    return handle;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** How much one READ and one WRITE may carry. */
  get sizes(): RequestSizes {
    return this.context.sizes;
  }

  /** Reads up to `length` bytes, at most `sizes.read`; none are the end of the file. */
  async readAt(offset: UInt64, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const operation = this.operation("read", { signal });
    // A DATA without data is no end of file, but may be asked again once.
    for (let tries = 0; tries < 2; tries++) {
      const body = { handle: this.bytes("read"), offset, length };
      const reply = await this.context.session.callUntilEof("read", body, operation);
      if (reply === undefined) return NOTHING;
      if (reply.data.length > length) {
        this.#brokenBy(`READ of ${length} bytes was answered with ${reply.data.length}`);
      }
      if (reply.data.length > 0 || length === 0) return reply.data;
    }
    return this.#brokenBy(`READ was answered with no data twice`);
  }

  /** Takes back what `readAt` brought. */
  release(data: Uint8Array): void {
    this.context.buffers.release(data);
  }

  /**
   * Writes all of `data`, at most `sizes.write`, which must not be changed before this settles, nor, if it rejects, at
   * all: it may still be waiting to be sent then.
   */
  async writeAt(offset: UInt64, data: Uint8Array, signal?: AbortSignal): Promise<void> {
    const body = { handle: this.bytes("write"), offset, data };
    await this.context.session.call("write", body, this.operation("write", { signal }));
  }

  async stat(options: OperationOptions = {}): Promise<SFTPAttributes> {
    const { attrs } = await this.context.session.call(
      "fstat",
      { handle: this.bytes("stat") },
      this.operation("stat", options),
    );
    return SFTPAttributes.fromWire(attrs);
  }

  /** Sets what is present in `attrs`. */
  async setstat(operation: string, attrs: Attrs, options: OperationOptions = {}): Promise<void> {
    const body = { handle: this.bytes(operation), attrs };
    await this.context.session.call("fsetstat", body, this.operation(operation, options));
  }

  /**
   * Sends CLOSE, the first time only. A server may tell only here what became of earlier writes.
   *
   * @throws SFTPError with what it says
   */
  close(options: OperationOptions = {}): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = this.#close(options);
      this.#lease?.until(this.#closing);
    }
    return this.#closing;
  }

  async #close(options: OperationOptions): Promise<void> {
    await this.context.session.call("close", { handle: this.#handle }, this.operation("close", options));
  }

  /** Closes a file that was only read: no CLOSE can lose anything of it, so nothing waits for the reply. */
  [Symbol.dispose](): void {
    this.close().catch(() => {});
  }

  /**
   * The handle itself, for a request on it.
   *
   * @throws SFTPError EBADF if the file is closed: the server may have given the same bytes to another file
   */
  bytes(operation: string): Uint8Array {
    if (this.closed) throw callError("EBADF", "the file is closed", { name: operation, path: this.path });
    return this.#handle;
  }

  /** An operation on this file. */
  operation(name: string, { signal, timeout = this.timeout }: OperationOptions = {}): Operation {
    return { name, path: this.path, signal, timeout };
  }

  #brokenBy(words: string): never {
    this.context.session.fail(protocolError(words));
    throw callError(PROTOCOL_ERROR, words, { name: "read", path: this.path, request: "read" });
  }
}

/**
 * The size of an open file that is to be appended to; by its path where the server does not tell it otherwise. 0 where
 * it tells nothing: a server that appends looks at no offset.
 */
export async function sizeOf(handle: RemoteHandle, operation: PathOperation): Promise<number> {
  const size = await handle.stat(operation).then(
    (attributes) => attributes.size,
    (error: unknown) => {
      if (!isSFTPError(error) || error.status === undefined) throw error;
    },
  );
  if (size !== undefined) return size;
  try {
    return (await attributesOf(handle.context, "stat", operation)).size ?? 0;
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return 0;
    throw error;
  }
}

/** What the server says of an open file; nothing if it refuses the question. */
export async function statOpened(
  remote: RemoteHandle,
  { signal, timeout }: OperationOptions,
): Promise<SFTPAttributes> {
  try {
    return await remote.stat({ signal, timeout });
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return new SFTPAttributes();
    throw error;
  }
}
