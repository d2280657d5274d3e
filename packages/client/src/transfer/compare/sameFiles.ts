import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Source } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import { joinBytes } from "../../file/bytes.ts";
import { RemoteHandle } from "../../remote/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { HandleQuota } from "../../session/handleQuota.ts";
import { onPath, type Operation, type PathOperation } from "../../session/operation.ts";
import type { TransferLimits } from "../limits.ts";
import { LocalFile } from "../localFile.ts";
import { type Readable, sameUntil } from "./compare.ts";

const { O_RDONLY } = constants;

/**
 * Whether a remote and a local file, which have the same length, have the same content.
 *
 * @param localFlags for `open`, beside reading
 */
export async function sameFiles(
  context: ClientContext,
  operation: PathOperation,
  localPath: Buffer,
  length: number,
  limits: TransferLimits,
  localFlags = 0,
): Promise<boolean> {
  using lease = await context.handles.acquire(1, operation.signal);
  await using file = await open(localPath, O_RDONLY | localFlags);
  using remote = await RemoteHandle.openFor(context, OpenFlags.READ, {}, operation, lease);
  const pair = { remote, local: new LocalFile(file, context.buffers) };
  return (await sameUntil(pair, 0, length, operation, limits)) === length;
}

/** Whether two remote files, which have the same length, have the same content. */
export async function sameRemoteFiles(
  one: RemoteFile,
  other: RemoteFile,
  length: number,
  operation: Operation,
  limits: TransferLimits,
): Promise<boolean> {
  const { READ } = OpenFlags;
  const { signal } = operation;
  using leases = await HandleQuota.acquireBoth(one.context.handles, other.context.handles, signal);
  using remote = await RemoteHandle.openFor(one.context, READ, {}, onPath(operation, one.path), leases.first);
  using second = await RemoteHandle.openFor(
    other.context,
    READ,
    {},
    onPath(operation, other.path),
    leases.second,
  );
  const pair = { remote, local: new RemoteContent(second, limits, signal) };
  return (await sameUntil(pair, 0, length, operation, limits)) === length;
}

/** The content of an open remote file, to be compared with that of another one. */
export class RemoteContent implements Readable {
  readonly isRemote = true;
  readonly #source: Source;
  readonly #requestSize: number;
  readonly #signal: AbortSignal;

  constructor(
    remote: RemoteHandle,
    limits: TransferLimits,
    signal: AbortSignal = new AbortController().signal,
  ) {
    this.#source = limits.source(remote);
    this.#requestSize = remote.sizes.read;
    this.#signal = signal;
  }

  /** Reads `length` bytes, or fewer if the file ends before. */
  async readFully(offset: number, length: number): Promise<Uint8Array> {
    const size = this.#requestSize;
    const offsets = Array.from({ length: Math.ceil(length / size) }, (_, i) => i * size);
    return joinBytes(
      await Promise.all(offsets.map((at) => this.#part(offset + at, Math.min(size, length - at)))),
    );
  }

  async #part(offset: number, length: number): Promise<Uint8Array> {
    const data = await this.#source.readAt(offset, length, this.#signal);
    if (data.length === 0 || data.length === length) return data;
    return joinBytes([data, await this.#part(offset + data.length, length - data.length)]);
  }
}

/** A file or directory at a server. */
export interface RemoteFile {
  readonly context: ClientContext;
  readonly path: string;
}
