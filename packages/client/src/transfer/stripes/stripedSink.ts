import { type Interval, IntervalSet, RETAINED, type Sink } from "@sftp/prefetch";
import { isSFTPError, OpenFlags } from "@sftp/wire";
import type { RemoteHandle } from "../../file/remoteHandle.ts";
import { callError } from "../../session/callError.ts";
import type { OperationOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { unlessAborted } from "../../session/unlessAborted.ts";
import type { UploadCall, UploadTarget } from "../uploadTarget.ts";
import { openAgain } from "./openAgain.ts";
import { sameAttributes } from "./sameFile.ts";
import { isWorthStriping, Stripes } from "./stripes.ts";

/** How long the server may be silent, in milliseconds, when the file is closed after a failure. */
const CLEAN_UP_TIMEOUT = 2_000;

/** What is written over several channels. */
export interface StripedContent<T> {
  /** Writes all of it. */
  write(sink: Sink): Promise<T>;
  /** Writes one part of it. */
  writeRange(sink: Sink, range: Interval): Promise<unknown>;
  /** Whether a part of a remote file that is open for reading is what was sent. */
  isAsSent(remote: RemoteHandle, range: Interval): Promise<boolean>;
}

/** A remote file that is written over several channels where one holds that back. */
class StripedSink extends Stripes<Sink> implements Sink {
  /** What was acknowledged on channels that were lost before their CLOSE: nobody knows what became of it. */
  readonly lost = new IntervalSet();
  readonly #acknowledged = new Map<Sink, IntervalSet>();

  async writeAt(offset: number, data: Uint8Array, signal: AbortSignal): Promise<void | typeof RETAINED> {
    let attempts = 0;
    await this.onLane(data.length, signal, async (end) => {
      attempts++;
      await end.writeAt(offset, data, signal);
      this.#acknowledgedBy(end).add(offset, offset + data.length);
    });
    // A channel that failed may still have the bytes in a queue.
    if (attempts > 1) return RETAINED;
  }

  protected override async closeFurther(end: RemoteHandle, options: OperationOptions): Promise<void> {
    try {
      await unlessAborted(end.close(options), options.signal);
    } catch (error) {
      const isRefused = isSFTPError(error) && error.status !== undefined;
      if (isRefused || options.signal?.aborted === true) throw error;
      // Nothing of it may arrive any more when the file has its name.
      await end.session.close();
      for (const range of this.#acknowledgedBy(end)) this.lost.add(...range);
    }
  }

  #acknowledgedBy(end: Sink): IntervalSet {
    const existing = this.#acknowledged.get(end);
    if (existing !== undefined) return existing;
    const made = new IntervalSet();
    this.#acknowledged.set(end, made);
    return made;
  }
}

/**
 * Has the content of a file written, over several channels if the upload is atomic and one channel holds it back. Before
 * it is opened a second time the file gets its final size, by which it is known to be the same.
 *
 * When this resolves, every channel that acknowledged data has acknowledged the CLOSE after it too. What a channel had
 * acknowledged that was lost before that was sent again on the first channel and read back.
 */
export async function striped<T>(
  { handle, path, sink }: Pick<UploadTarget, "handle" | "path" | "sink">,
  size: number,
  { atomic, pacer, signal, timeout }: UploadCall,
  content: StripedContent<T>,
): Promise<T> {
  const { siblings } = handle.session;
  if (siblings === undefined || atomic !== true || pacer !== undefined) return content.write(sink);
  const window = siblings.windows.sendWindow;
  if (!isWorthStriping(size, window)) return content.write(sink);
  const call = { signal, timeout, path };
  const isSame = (again: RemoteHandle): Promise<boolean> =>
    sameAttributes(handle, again, ["exactSize", "mode", "uid", "gid"], signal);
  let sized: Promise<void> | undefined;
  const open = async (session: Session): Promise<RemoteHandle> => {
    sized ??= handle.setstat("put", { size }, { signal });
    await sized;
    return openAgain(session, OpenFlags.WRITE, call, isSame);
  };
  const stripes = new StripedSink(sink, { siblings, window, size, open });
  try {
    const result = await content.write(stripes);
    await stripes.close({ signal, timeout });
    const lost = [...stripes.lost];
    for (const range of lost) await content.writeRange(sink, range);
    if (lost.length > 0) await readBack();
    return result;
  } catch (error) {
    // What is still on its way there must not arrive after what is done about the failure.
    await stripes.abandon({ timeout: CLEAN_UP_TIMEOUT }).catch(() => {});
    throw error;
  }

  /** @throws SFTPError ERR_SFTP_MISMATCH unless the server has what was sent again */
  async function readBack(): Promise<void> {
    let remote: RemoteHandle;
    try {
      remote = await openAgain(handle.session, OpenFlags.READ, call, isSame);
    } catch (error) {
      // A server that lets nobody read the file has acknowledged it all the same.
      if (isSFTPError(error) && error.status !== undefined) return;
      throw error;
    }
    try {
      for (const range of stripes.lost) {
        if (await content.isAsSent(remote, range)) continue;
        const words = `the bytes from ${range[0]} to ${range[1]}, sent again after a channel was lost, differ`;
        throw callError("ERR_SFTP_MISMATCH", words, { operation: "put", path });
      }
    } finally {
      remote.close().catch(() => {});
    }
  }
}
