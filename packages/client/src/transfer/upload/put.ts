import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { BufferPool } from "@sftp/channel";
import { copy, type Interval } from "@sftp/prefetch";
import { type RemoteHandle, statOpened } from "../../remote/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { PathOperation } from "../../session/operation.ts";
import { differs, matchingPrefix, sameUntil, verifyContent } from "../compare/compare.ts";
import { checkGrowth, extent } from "../growth.ts";
import type { TransferLimits } from "../limits.ts";
import { LocalFile } from "../localFile.ts";
import { striped } from "../multichannel/stripedSink.ts";
import { progress, type PutOptions } from "../options.ts";
import type { UploadResult } from "../report.ts";
import { type Content, upload } from "./upload.ts";
import type { Kept, UploadTarget } from "./uploadTarget.ts";

/**
 * Uploads one file; nothing happens at the server unless there is a local file that can be read.
 *
 * @param isFree whether the remote name is known to be free
 */
export async function put(
  context: ClientContext,
  operation: PathOperation,
  localPath: string | Buffer,
  options: PutOptions,
  limits: TransferLimits,
  isFree?: boolean,
): Promise<UploadResult> {
  using lease = await context.handles.acquire(1, operation.signal);
  const file = await open(localPath, "r");
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw isDirectory(localPath.toString());
    const content = new FileContent(file, stats, context.buffers, operation, options, limits);
    return await upload({ context, operation, options, limits, content, lease, isFree });
  } finally {
    await file.close();
  }
}

function isDirectory(path: string): Error {
  const words = `EISDIR: illegal operation on a directory, open '${path}'`;
  return Object.assign(new Error(words), { code: "EISDIR", path });
}

/** A local file that is uploaded. */
class FileContent implements Content {
  readonly #file: FileHandle;
  readonly #local: LocalFile;
  readonly #stats: Stats;
  readonly #operation: PathOperation;
  readonly #options: PutOptions;
  readonly #limits: TransferLimits;
  /** What was sent twice, because the first channel that acknowledged it was lost. */
  #sentAgain: readonly Interval[] = [];

  constructor(
    file: FileHandle,
    stats: Stats,
    buffers: BufferPool,
    operation: PathOperation,
    options: PutOptions,
    limits: TransferLimits,
  ) {
    this.#file = file;
    this.#local = new LocalFile(file, buffers);
    this.#stats = stats;
    this.#operation = operation;
    this.#options = options;
    this.#limits = limits;
  }

  get mode(): number {
    return this.#stats.mode & 0o777;
  }

  async ready(): Promise<void> {
    await this.#file.read(Buffer.alloc(1), 0, 1, 0);
  }

  async kept(remote: RemoteHandle): Promise<Kept> {
    const { size: there = Number.POSITIVE_INFINITY } = await statOpened(remote, this.#operation);
    const most = Math.min(there, this.#stats.size || there);
    const pair = { remote, local: this.#local };
    const length = await matchingPrefix(pair, most, this.#options.resume, this.#operation, this.#limits);
    return { length, isCut: length !== there };
  }

  async send(target: UploadTarget): Promise<number> {
    const { size, mode, atimeMs, mtimeMs } = this.#stats;
    const kept = target.written;
    const tell = progress(this.#options, size, kept);
    const how = {
      ...this.#limits.window(target.handle.sizes.write),
      order: "ascending",
      signal: this.#operation.signal,
    } as const;
    const isStriped = this.#options.atomic === true && this.#limits.allowsStripes;
    const { result, sentAgain } = await striped(target, size, this.#operation, isStriped, {
      write: (sink) =>
        copy(this.#local, sink, {
          ...how,
          start: kept,
          ...extent(this.#options, size),
          onProgress: (transferred, contiguous) => {
            target.written = contiguous;
            tell?.(transferred);
          },
        }),
      writeRange: (sink, [start, end]) => copy(this.#local, sink, { ...how, start, size: end }),
    });
    const { bytes, beyond } = result;
    this.#sentAgain = sentAgain;
    const sizeNow = async (): Promise<number> => (await this.#file.stat()).size;
    target.hasGrown = await checkGrowth(size, beyond ?? kept + bytes, sizeNow);
    if (this.#options.preserve === true) {
      const attrs = { mode: mode & 0o7777, atime: atimeMs / 1000, mtime: mtimeMs / 1000 };
      await target.setAttributes(attrs);
    }
    return kept + bytes;
  }

  get readBack(): Content["readBack"] {
    if (this.#sentAgain.length === 0) return undefined;
    return async (remote) => {
      const pair = { remote, local: this.#local };
      for (const [from, to] of this.#sentAgain) {
        const same = await sameUntil(pair, from, to, this.#operation, this.#limits);
        if (same < to) throw differs(same, this.#operation);
      }
    };
  }

  verify(remote: RemoteHandle, length: number): Promise<void> {
    return verifyContent({ remote, local: this.#local }, length, this.#operation, this.#limits);
  }
}
