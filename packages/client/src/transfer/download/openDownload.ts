import { SFTPAttributes } from "@sftp/attributes";
import { type Range, readAhead, type Source, TransferError, type WindowOptions } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import { RemoteHandle, statOpened } from "../../remote/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { callError } from "../../session/failures.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import type { PathOperation } from "../../session/operation.ts";
import { isSnapshot } from "../growth.ts";
import type { TransferLimits } from "../limits.ts";
import { type StripedSource, stripedSource } from "../multichannel/stripedSource.ts";
import { type DownloadOptions, type FileOptions, isResumed } from "../options.ts";

/** How a file is read. */
export interface ReadingOptions
  extends
    Pick<DownloadOptions, "consistency" | "fileSize" | "onGrowth" | "prefetch">,
    Pick<FileOptions, "resume"> {
  /** The first byte. Default: 0. */
  start?: number | undefined;
  /** The end, exclusive. Default: that of the file. */
  end?: number | undefined;
}

/**
 * Opens a file to download it, whatever becomes of its bytes, and asks for its attributes and first bytes at once. The
 * limits of the transfer hold for all that is read from it.
 */
export async function openDownload(
  context: ClientContext,
  operation: PathOperation,
  options: ReadingOptions,
  limits: TransferLimits,
  lease?: HandleLease,
): Promise<Download> {
  const remote = await RemoteHandle.openFor(context, OpenFlags.READ, {}, operation, lease);
  try {
    const requestSize = Math.min(remote.sizes.read, limits.maxInFlightBytes ?? Number.POSITIVE_INFINITY);
    const { start = 0, end = Number.POSITIVE_INFINITY } = options;
    const isPrimed =
      options.prefetch !== false && !limits.isRateLimited && !isResumed(options) && start < end;
    const first = { offset: start, length: Math.min(requestSize, end - start) };
    const primed = isPrimed ? new PrimedSource(limits.source(remote), first, operation.signal) : undefined;
    const attributes = await statUnlessGiven(remote, operation, options);
    if (attributes.isDirectory()) throw callError("EISDIR", "it is a directory", operation);
    const wanted = Math.min(attributes.size ?? 0, end) - start;
    const stripes = stripedSource(remote, attributes, wanted, operation, limits);
    if (primed !== undefined) {
      primed.size = attributes.size;
      primed.mayGrow = isSnapshot(options);
      primed.rest = limits.source(stripes ?? remote);
    }
    const source = primed ?? limits.source(stripes ?? remote);
    const usual = stripes?.maxInFlightBytes ?? context.windowSize;
    const window = limits.window(requestSize, usual, stripes?.comparedBytes);
    return new Download({ remote, source, window, attributes, operation, options, stripes });
  } catch (error) {
    remote[Symbol.dispose]();
    throw error;
  }
}

/** What `openDownload` has put together. */
interface Parts {
  readonly remote: RemoteHandle;
  readonly source: Source;
  readonly window: WindowOptions;
  readonly attributes: SFTPAttributes;
  readonly operation: PathOperation;
  readonly options: ReadingOptions;
  readonly stripes: StripedSource | undefined;
}

/** A remote file that was opened to download it. */
export class Download implements Disposable {
  readonly remote: RemoteHandle;
  /** What its content is to be read from. */
  readonly source: Source;
  /** How much of it may be in flight. */
  readonly window: WindowOptions;
  /** What the server says of it; empty if it was not asked or refused to tell. */
  readonly attributes: SFTPAttributes;
  readonly #operation: PathOperation;
  readonly #options: ReadingOptions;
  readonly #stripes: StripedSource | undefined;

  constructor({ remote, source, window, attributes, operation, options, stripes }: Parts) {
    this.remote = remote;
    this.source = source;
    this.window = window;
    this.attributes = attributes;
    this.#operation = operation;
    this.#options = options;
    this.#stripes = stripes;
  }

  /** The content in order, with further reads in flight. */
  chunks(range: Pick<ReadingOptions, "start" | "end">): AsyncGenerator<Uint8Array, void, undefined> {
    return readAhead(this.source, { ...this.window, ...range, signal: this.#operation.signal });
  }

  /** The size of the file by now, unless the user has stated it. */
  async sizeNow(): Promise<number | undefined> {
    if (this.#options.fileSize !== undefined) return undefined;
    return (await statOpened(this.remote, this.#operation)).size;
  }

  /** Waits for the first bytes, if they were asked for already. @throws what the server refuses them with */
  async ready(): Promise<void> {
    if (this.source instanceof PrimedSource) await this.source.ready();
  }

  /**
   * To be called when all was read, to find out whether the file changed meanwhile, if that was asked for.
   *
   * @throws SFTPError ERR_SFTP_CHANGED
   */
  async checkUnchanged(): Promise<void> {
    if (this.#options.consistency !== "check") return;
    const { exactSize, mtimeMs } = await this.remote.stat({ signal: this.#operation.signal });
    if (exactSize === this.attributes.exactSize && mtimeMs === this.attributes.mtimeMs) return;
    throw callError("ERR_SFTP_CHANGED", "the file was changed while it was read", this.#operation);
  }

  [Symbol.dispose](): void {
    this.#stripes?.close().catch(() => {});
    this.remote[Symbol.dispose]();
  }
}

async function statUnlessGiven(
  remote: RemoteHandle,
  operation: PathOperation,
  { fileSize, consistency }: ReadingOptions,
): Promise<SFTPAttributes> {
  const isGiven = fileSize !== undefined && consistency !== "check";
  return isGiven ? new SFTPAttributes({ size: fileSize }) : statOpened(remote, operation);
}

/**
 * An open remote file whose first bytes are asked for at once, while its size still is: a small file takes one
 * round trip less.
 */
export class PrimedSource implements Source {
  /** How long the file is said to be, once that is known. */
  size: number | undefined;
  /** Whether the first bytes may go on where the file was said to end. */
  mayGrow = false;
  /** What all but the first bytes are read from. */
  rest: Source;
  readonly #offset: number;
  #first: Promise<Uint8Array> | undefined;

  /** @param first what whoever reads it asks for at first, unless the file is shorter */
  constructor(remote: Source, first: Range, signal: AbortSignal = new AbortController().signal) {
    this.rest = remote;
    this.#offset = first.offset;
    this.#first = remote.readAt(first.offset, first.length, signal);
    // It may fail before anybody asks for it, or when nobody will.
    this.#first.catch(() => {});
  }

  /** Waits for the first bytes, or the end. @throws what the server refuses them with */
  async ready(): Promise<void> {
    await this.#first;
  }

  release(data: Uint8Array): void {
    this.rest.release?.(data);
  }

  /** @throws TransferError if the first bytes go on where the file was said to end */
  async readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const first = offset === this.#offset ? this.#first : undefined;
    if (first === undefined) return this.rest.readAt(offset, length, signal);
    this.#first = undefined;
    const data = await first;
    if (data.length <= length) return data;
    if (this.mayGrow) return data.subarray(0, length);
    throw new TransferError("ERR_SFTP_CHANGED", this.size ?? offset + length, offset + data.length);
  }
}
