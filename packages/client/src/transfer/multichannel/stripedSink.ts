import { type Interval, IntervalSet, RETAINED, type Sink } from "@sftp/prefetch";
import { isSFTPError, OpenFlags } from "@sftp/wire";
import type { RemoteHandle } from "../../remote/remoteHandle.ts";
import { unlessAborted } from "../../session/abort.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { OperationOptions } from "../../session/operation.ts";
import type { UploadTarget } from "../upload/uploadTarget.ts";
import { openAgain, sameAttributes } from "./openAgain.ts";
import { isWorthStriping, Stripes } from "./stripes.ts";

/** How long the server may be silent, in milliseconds, when the file is closed after a failure. */
const CLEAN_UP_TIMEOUT = 2_000;

/** What is written over several channels. */
export interface StripedContent<T> {
  /** Writes all of it. */
  write(sink: Sink): Promise<T>;
  /** Writes one part of it. */
  writeRange(sink: Sink, range: Interval): Promise<unknown>;
}

/** A remote file that is written over several channels where one holds that back. */
class StripedSink extends Stripes<Sink> implements Sink {
  /** What was acknowledged on channels that were lost before their CLOSE: nobody knows what became of it. */
  readonly lost = new IntervalSet();
  readonly #acknowledged = new Map<Sink, IntervalSet>();

  async writeAt(offset: number, data: Uint8Array, signal: AbortSignal): Promise<void | typeof RETAINED> {
    let attempts = 0;
    await this.onStripe(data.length, signal, async (end) => {
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
      await end.context.session.close();
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
 * Has the content of a file written, over several channels if that is allowed and one channel holds it back. Before
 * it is opened a second time the file gets its final size, by which it is known to be the same.
 *
 * When this resolves, every channel that acknowledged data has acknowledged the CLOSE after it too. What a channel had
 * acknowledged that was lost before that was sent again on the first channel: `sentAgain`.
 */
export async function striped<T>(
  { handle, path, sink }: Pick<UploadTarget, "handle" | "path" | "sink">,
  size: number,
  { signal, timeout }: OperationOptions,
  isAllowed: boolean,
  content: StripedContent<T>,
): Promise<{ readonly result: T; readonly sentAgain: readonly Interval[] }> {
  const { channelPool } = handle.context;
  const window = channelPool?.windows.sendWindow ?? 0;
  if (channelPool === undefined || !isAllowed || !isWorthStriping(size, window))
    return { result: await content.write(sink), sentAgain: [] };
  let sized: Promise<void> | undefined;
  const open = async (context: ClientContext): Promise<RemoteHandle> => {
    sized ??= handle.setstat("put", { size }, { signal });
    await sized;
    return openAgain(context, OpenFlags.WRITE, path, { signal, timeout }, (again) =>
      sameAttributes(handle, again, ["exactSize", "mode", "uid", "gid"], signal),
    );
  };
  const stripes = new StripedSink(sink, { channelPool, window, size, open });
  try {
    const result = await content.write(stripes);
    await stripes.close({ signal, timeout });
    const sentAgain = [...stripes.lost];
    for (const range of sentAgain) await content.writeRange(sink, range);
    return { result, sentAgain };
  } catch (error) {
    // What is still on its way there must not arrive after what is done about the failure.
    await stripes.abandon({ timeout: CLEAN_UP_TIMEOUT }).catch(() => {});
    throw error;
  }
}
