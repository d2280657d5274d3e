import type { Duplex } from "node:stream";
import type { SFTPError, SymlinkOrder } from "@sftp/wire";
import type { OperationOptions } from "../session/callOptions.ts";
import type { Capabilities } from "../session/capabilities.ts";
import { askLimits, type Limits, requestSizes } from "../session/limits.ts";
import { Session, type SessionOptions } from "../session/session.ts";
import { Siblings } from "../session/siblings.ts";
import { inMilliseconds, inSeconds } from "../session/timeouts.ts";
import type { Transport } from "../transport.ts";
import { checkDirectory } from "../tree/checkDirectory.ts";
import { nameOf } from "../tree/nameOf.ts";
import { remotePath } from "./remotePath.ts";

/** Choices for a whole client. */
export interface ClientOptions extends SessionOptions {
  /** Which path SYMLINK names first. Default: what the server says it expects, else the target, as OpenSSH has it. */
  symlinkOrder?: SymlinkOrder | undefined;
  /** The most bytes that one READ or WRITE carries. Default: what the server's limits allow, else 32 KiB. */
  maxPacketSize?: number | undefined;
  /**
   * The most bytes that one transfer has on their way or in memory, unless it says otherwise. Default: 8 MiB; of a
   * download over ssh2 `windowSize`, or twice that where it may use several channels.
   */
  maxInFlightBytes?: number | undefined;
}

/** A client's session: its life, its working directory, its time limits. */
export class SessionClient {
  /** What the server said of itself when the session began: version, extensions, vendor. */
  readonly capabilities: Capabilities;
  /**
   * Resolves once the session is over: to the error that ended it, or to `undefined` after `close()`. Never
   * rejects.
   */
  readonly closed: Promise<SFTPError | undefined>;

  /** @internal */
  readonly session: Session;
  protected readonly options: ClientOptions;
  readonly #transport: Transport;
  readonly #limits: Promise<Limits | undefined>;
  #cwd: string | undefined;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(session: Session, transport: Transport, options: ClientOptions = {}) {
    this.session = session;
    this.closed = session.closed;
    this.options = options;
    this.capabilities = session.capabilities;
    session.symlinkOrder = options.symlinkOrder ?? this.capabilities.symlinkOrder ?? session.symlinkOrder;
    this.#transport = transport;
    session.windowSize = transport.windowSize;
    if (transport.further !== undefined)
      session.siblings = new Siblings(transport.further, (channel, call) =>
        this.#beginSibling(channel, call),
      );
    this.#limits = this.#askLimits();
  }

  /**
   * Closes the session and what was opened for it. What is in flight rejects with ERR_SFTP_CLOSED, and so does
   * every later call. Ends within 5 seconds whatever the server does. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.session.siblings?.close(), this.session.close()]);
    await this.#transport.close?.();
  }

  /** `await using sftp = await connect(...)` closes it at the end of the scope, also on error. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The very channel in use. What arrives may lie in memory that the next bytes are read into: whoever listens copies it. */
  getChannel(): Duplex {
    return this.session.channel;
  }

  /**
   * Sets how long the server may be silent, in seconds, before an operation fails with ETIMEDOUT; null is no
   * limit.
   *
   * @throws RangeError if it is not above 0
   */
  settimeout(limit: number | null): void {
    this.session.timeout = inMilliseconds(limit);
  }

  /** How long the server may be silent, in seconds; null is no limit. */
  gettimeout(): number | null {
    return inSeconds(this.session.silenceLimit);
  }

  /**
   * Promises never block, so there is only paramiko's other meaning: `true` lifts the time limit as
   * `settimeout(null)` does.
   *
   * @throws RangeError for `false`, which would make everything that needs an answer fail at once
   */
  setblocking(blocking: boolean): void {
    this.settimeout(blocking ? null : 0);
  }

  /**
   * Sets the working directory, below which relative paths are from then on; `null` forgets it. It is checked to
   * be a directory, and stored in the canonical form that the server gives it.
   *
   * @example
   * ```ts
   * await sftp.chdir("/var/log");
   * await sftp.stat("syslog"); // of /var/log/syslog
   * ```
   * @throws SFTPError ENOENT or ENOTDIR; the working directory stays then
   */
  async chdir(path: string | null = null, options: OperationOptions = {}): Promise<void> {
    if (path === null) {
      this.#cwd = undefined;
      return;
    }
    const wanted = this.resolve(path);
    await checkDirectory(this.session, { ...options, operation: "chdir", path: wanted });
    this.#cwd = await this.normalize(path, options);
  }

  /** The working directory, or `null` if none was set. Does no I/O. */
  getcwd(): string | null {
    return this.#cwd ?? null;
  }

  /**
   * The canonical absolute form of a path (REALPATH). `normalize(".")` is the directory that relative paths
   * begin in.
   */
  async normalize(path: string, options: OperationOptions = {}): Promise<string> {
    const call = { ...options, operation: "normalize", path: this.resolve(path) };
    return nameOf(this.session, "realpath", call.path, call);
  }

  /** The path as it is sent: below the working directory, if there is one and the path is relative. */
  protected resolve(path: string): string {
    return remotePath(path, this.#cwd);
  }

  /** The server's limits as limits@openssh.com gives them, or `undefined` if it has not announced that. Asked once. */
  limits(): Promise<Limits | undefined> {
    return this.#limits;
  }

  async #beginSibling(channel: Duplex, options: OperationOptions): Promise<Session> {
    const { timeout, sizes } = this.session;
    const sibling = await Session.open(channel, { timeout, names: this.options.names, ...options });
    sibling.sizes = sizes;
    return sibling;
  }

  async #askLimits(): Promise<Limits | undefined> {
    const limits = await askLimits(this.session, this.capabilities);
    this.session.sizes = requestSizes(limits, this.options.maxPacketSize);
    this.session.room.most = Number(limits?.maxOpenHandles ?? 0) || Number.POSITIVE_INFINITY;
    return limits;
  }
}
