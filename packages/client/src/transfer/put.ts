import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { copy } from "@sftp/prefetch";
import type { RemoteHandle } from "../file/remoteHandle.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { keptLength } from "./compare/keptLength.ts";
import { sameUntil } from "./compare/sameUntil.ts";
import { verifyContent } from "./compare/verifyContent.ts";
import { LocalFile } from "./localFile.ts";
import type { Paced } from "./pacer.ts";
import type { Kept, UploadTarget } from "./uploadTarget.ts";
import { striped } from "./stripes/stripedSink.ts";
import { statOpened } from "./statOpened.ts";
import { progress, type PutOptions, windowOptions } from "./transferOptions.ts";
import { type Content, upload } from "./upload.ts";
import type { UploadResult } from "./uploadResult.ts";

type PutCall = PutOptions & CallOptions & Paced & { path: string };

/** Uploads one file; nothing happens at the server unless there is a local file that can be read. */
export function put(
  session: Session,
  localPath: string | Buffer,
  remotePath: string,
  options: PutOptions & Paced,
): Promise<UploadResult> {
  const call = { ...options, operation: "put", path: remotePath };
  return session.room.during(1, options.signal, (reservation) =>
    putNow(session, localPath, { ...call, reservation }),
  );
}

async function putNow(session: Session, localPath: string | Buffer, call: PutCall): Promise<UploadResult> {
  const file = await open(localPath, "r");
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) {
      throw Object.assign(
        new Error(`EISDIR: illegal operation on a directory, open '${localPath.toString()}'`),
        {
          code: "EISDIR",
          path: localPath.toString(),
        },
      );
    }
    return await upload(session, call, new FileContent(file, stats, call));
  } finally {
    await file.close();
  }
}

/** A local file that is uploaded. */
class FileContent implements Content {
  readonly #local: LocalFile;
  readonly #stats: Stats;
  readonly #call: PutCall;

  constructor(file: FileHandle, stats: Stats, call: PutCall) {
    this.#local = new LocalFile(file);
    this.#stats = stats;
    this.#call = call;
  }

  async kept(remote: RemoteHandle): Promise<Kept> {
    const { size: there = Number.POSITIVE_INFINITY } = await statOpened(remote, this.#call);
    const most = Math.min(there, this.#stats.size || there);
    const length = await keptLength({ remote, local: this.#local }, most, this.#call);
    return { length, isCut: length !== there };
  }

  async send(target: UploadTarget): Promise<number> {
    const { size, mode, atimeMs, mtimeMs } = this.#stats;
    const kept = target.written;
    const tell = progress(this.#call, size, kept);
    const options = {
      ...windowOptions(this.#call, target.handle.sizes.write),
      order: "ascending",
      signal: this.#call.signal,
    } as const;
    const { bytes } = await striped(target, size, this.#call, {
      write: (sink) =>
        copy(this.#local, sink, {
          ...options,
          start: kept,
          size,
          probeEnd: size > 0,
          onProgress: (transferred, contiguous) => {
            target.written = contiguous;
            tell?.(transferred);
          },
        }),
      writeRange: (sink, [start, end]) => copy(this.#local, sink, { ...options, start, size: end }),
      isAsSent: async (remote, [from, to]) => {
        const pair = { remote, local: this.#local };
        return (await sameUntil(pair, from, to, this.#call)) === to;
      },
    });
    if (this.#call.preserve === true) {
      const attrs = { mode: mode & 0o7777, atime: atimeMs / 1000, mtime: mtimeMs / 1000 };
      await target.handle.setstat("put", attrs, this.#call);
    }
    return kept + bytes;
  }

  verify(remote: RemoteHandle, length: number): Promise<void> {
    return verifyContent({ remote, local: this.#local }, length, this.#call);
  }
}
