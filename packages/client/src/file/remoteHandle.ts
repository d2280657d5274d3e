import { SFTPAttributes } from "@sftp/attributes";
import type { Sink, Source } from "@sftp/prefetch";
import { type Attrs, OpenFlags, protocolError, type SFTPError, type UInt64 } from "@sftp/wire";
import { callError } from "../session/callError.ts";
import type { CallOptions, OperationOptions } from "../session/callOptions.ts";
import type { Reservation } from "../session/handleRoom.ts";
import type { RequestSizes } from "../session/limits.ts";
import type { Session } from "../session/session.ts";
import { existsAlready, isFolder } from "../tree/probes.ts";
import { withProbe } from "../tree/withProbe.ts";

const NOTHING = new Uint8Array(0);

/** A file that is open at the server, to be read and written at any position. It keeps no position of its own. */
export class RemoteHandle implements Source, Sink {
  readonly session: Session;
  /** The path it was opened by, for errors. */
  readonly path: string | undefined;
  /** As in `OperationOptions`, for everything that is done with it. */
  timeout: number | undefined;
  readonly #handle: Uint8Array;
  readonly #reservation: Reservation | undefined;
  #closing: Promise<void> | undefined;

  constructor(session: Session, handle: Uint8Array, path?: string, reservation?: Reservation) {
    this.session = session;
    this.#handle = handle;
    this.path = path;
    this.#reservation = reservation;
  }

  /** Opens a file. If the answer comes when nobody waits for it any more, the session closes the handle. */
  static async open(
    session: Session,
    flags: OpenFlags,
    attrs: Attrs,
    call: CallOptions & { path: string },
  ): Promise<RemoteHandle> {
    const probe = (flags & OpenFlags.EXCL) === 0 ? isFolder : existsAlready;
    const { handle } = await withProbe(session, call, probe, () =>
      session.call("open", { path: call.path, flags, attrs }, call),
    );
    return new RemoteHandle(session, handle, call.path, call.reservation);
  }

  /** As `open`, for an operation whose limit of time holds for all that it does with the file. */
  static async openFor(
    session: Session,
    flags: OpenFlags,
    attrs: Attrs,
    call: CallOptions & { path: string },
  ): Promise<RemoteHandle> {
    const handle = await RemoteHandle.open(session, flags, attrs, call);
    handle.timeout = call.timeout;
    return handle;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** How much one READ and one WRITE may carry. */
  get sizes(): RequestSizes {
    return this.session.sizes;
  }

  /** Reads up to `length` bytes, at most `sizes.read`; none are the end of the file. */
  async readAt(offset: UInt64, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const call = this.call("read", { signal });
    // A DATA without data is no end of file, but may be asked again once.
    for (let tries = 0; tries < 2; tries++) {
      const body = { handle: this.bytes("read"), offset, length };
      const reply = await this.session.callUntilEof("read", body, call);
      if (reply === undefined) return NOTHING;
      if (reply.data.length > length) {
        this.#brokenBy(`READ of ${length} bytes was answered with ${reply.data.length}`);
      }
      if (reply.data.length > 0 || length === 0) return reply.data;
    }
    return this.#brokenBy(`READ was answered with no data twice`);
  }

  /** Lets the memory of what `readAt` brought be used again. */
  release(data: Uint8Array): void {
    this.session.release(data);
  }

  /**
   * Writes all of `data`, at most `sizes.write`, which must not be changed before this settles, nor, if it rejects, at
   * all: it may still be waiting to be sent then.
   */
  async writeAt(offset: UInt64, data: Uint8Array, signal?: AbortSignal): Promise<void> {
    const body = { handle: this.bytes("write"), offset, data };
    await this.session.call("write", body, this.call("write", { signal }));
  }

  async stat(options: OperationOptions = {}): Promise<SFTPAttributes> {
    const { attrs } = await this.session.call(
      "fstat",
      { handle: this.bytes("stat") },
      this.call("stat", options),
    );
    return SFTPAttributes.fromWire(attrs);
  }

  /** Sets what is present in `attrs`. */
  async setstat(operation: string, attrs: Attrs, options: OperationOptions = {}): Promise<void> {
    const body = { handle: this.bytes(operation), attrs };
    await this.session.call("fsetstat", body, this.call(operation, options));
  }

  /**
   * Sends CLOSE, the first time only. A server may tell only here what became of earlier writes.
   *
   * @throws SFTPError with what it says
   */
  close(options: OperationOptions = {}): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = this.#close(options);
      this.#reservation?.until(this.#closing);
    }
    return this.#closing;
  }

  async #close(options: OperationOptions): Promise<void> {
    await this.session.call("close", { handle: this.#handle }, this.call("close", options));
  }

  /**
   * The handle itself, for a request on it.
   *
   * @throws SFTPError EBADF if the file is closed: the server may have given the same bytes to another file
   */
  bytes(operation: string): Uint8Array {
    if (this.closed) throw callError("EBADF", "the file is closed", { operation, path: this.path });
    return this.#handle;
  }

  /** The options of a request on this file, with what its errors name. */
  call(operation: string, { signal, timeout = this.timeout }: OperationOptions = {}): CallOptions {
    return { signal, timeout, operation, path: this.path };
  }

  #brokenBy(words: string): never {
    const error: SFTPError = protocolError(words);
    this.session.fail(error);
    throw error;
  }
}
