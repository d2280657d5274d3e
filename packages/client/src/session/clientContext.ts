import type { Duplex } from "node:stream";
import type { BufferPool } from "@sftp/channel";
import type { SymlinkOrder } from "@sftp/wire";
import type { Transport } from "../transport.ts";
import type { Capabilities } from "./capabilities.ts";
import { ChannelPool } from "./channelPool.ts";
import { callError } from "./failures.ts";
import { HandleQuota } from "./handleQuota.ts";
import { askLimits, type Limits, requestSizes, type RequestSizes } from "./limits.ts";
import type { OperationOptions, PathOperation } from "./operation.ts";
import { Session, type SessionOptions } from "./session.ts";

/** Choices for a whole client. */
export interface ClientOptions extends SessionOptions {
  /** Which path SYMLINK names first. Default: what the server says it expects, otherwise the target, as OpenSSH does. */
  symlinkOrder?: SymlinkOrder | undefined;
  /** The most bytes that one READ or WRITE carries. Default: what the server's limits allow, otherwise 32 KiB. */
  maxPacketSize?: number | undefined;
  /**
   * The most bytes that one transfer has in flight or in memory, unless it says otherwise. Default: 8 MiB; for a
   * download over ssh2 `windowSize`, or twice that if it may use several channels.
   */
  maxInFlightBytes?: number | undefined;
}

/** A client: what has a context. */
export interface HasContext {
  /** @internal */
  readonly context: ClientContext;
}

/** What the operations of one client share: its session, what is known of the server, and what was chosen for all. */
export class ClientContext {
  readonly session: Session;
  readonly options: ClientOptions;
  /** How large requests may be: what every server takes, until more is known. */
  sizes: RequestSizes = requestSizes();
  /** The handles that the server gives out, and who waits for one. */
  readonly handles = new HandleQuota();
  /** How much a download should have in flight on each channel, in bytes; `undefined` is the usual. */
  readonly windowSize: number | undefined;
  /** Further channels on the same connection, if there can be some. */
  readonly channelPool: ChannelPool<ClientContext> | undefined;
  /** The directory that relative paths are below; `undefined` leaves them to the server. */
  cwd: string | undefined;

  constructor(session: Session, options: ClientOptions, transport?: Omit<Transport, "channel">) {
    this.session = session;
    this.options = options;
    this.windowSize = transport?.windowSize;
    if (transport?.further === undefined) return;
    this.channelPool = new ChannelPool(transport.further, (channel, limits) =>
      this.#further(channel, limits),
    );
  }

  /** The memory of all channels of this client. */
  get buffers(): BufferPool {
    return this.session.buffers;
  }

  /** What the server said of itself when the session began. */
  get capabilities(): Capabilities {
    return this.session.capabilities;
  }

  /** What the server takes for SYMLINK's first path. */
  get symlinkOrder(): SymlinkOrder {
    return this.options.symlinkOrder ?? this.capabilities.symlinkOrder ?? "target-first";
  }

  /** The path as it is sent: below the working directory, if there is one and the path is relative. */
  resolve(path: string): string {
    return remotePath(path, this.cwd);
  }

  /** An operation on a path that the user gave. */
  operation(name: string, path: string, { signal, timeout }: OperationOptions): PathOperation {
    return { name, path: this.resolve(path), signal, timeout };
  }

  /** Asks the server for its limits, and keeps to them from then on. */
  async askLimits(): Promise<Limits | undefined> {
    const limits = await askLimits(this.session);
    this.sizes = requestSizes(limits, this.options.maxPacketSize);
    this.handles.limit = Number(limits?.maxOpenHandles ?? 0) || Number.POSITIVE_INFINITY;
    return limits;
  }

  async #further(channel: Duplex, options: OperationOptions): Promise<ClientContext> {
    const { timeout } = this.session;
    const { names } = this.options;
    const session = await Session.open(channel, { timeout, names, ...options }, this.buffers);
    const context = new ClientContext(session, this.options);
    context.sizes = this.sizes;
    return context;
  }
}

/**
 * A path as it is sent: below the working directory if there is one and the path is relative, else untouched
 * (paramiko's rule).
 *
 * @throws TypeError if it is no string; SFTPError EINVAL for a NUL, at which servers might cut it.
 */
function remotePath(path: string, cwd: string | undefined): string {
  if (typeof path !== "string") throw new TypeError(`a remote path must be a string, but is ${typeof path}`);
  if (path.includes("\0")) throw callError("EINVAL", "a path cannot hold a NUL character", { path });
  if (cwd === undefined || path.startsWith("/")) return path;
  return cwd === "/" ? `/${path}` : `${cwd}/${path}`;
}
