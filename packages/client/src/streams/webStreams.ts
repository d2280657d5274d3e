import type { ClientContext } from "../session/clientContext.ts";
import { discard, openToRead, openToWrite, type ReadOptions, type WriteOptions } from "./openForStream.ts";

/** The content of a remote file as a Web stream, read ahead as `get` reads. */
export function readableStream(
  context: ClientContext,
  path: string,
  options: ReadOptions,
): ReadableStream<Uint8Array> {
  const abort = new AbortController();
  const opened = openToRead(context, path, { ...options, signal: linked(abort, options.signal) });
  const close = (): void => void opened.then((reader) => reader.opened[Symbol.dispose]()).catch(() => {});
  return new ReadableStream<Uint8Array>({
    async start() {
      await opened;
    },
    async pull(controller) {
      try {
        const { value } = await (await opened).bytes.next();
        if (value !== undefined) return controller.enqueue(value);
        controller.close();
        close();
      } catch (error) {
        close();
        throw error;
      }
    },
    cancel(reason) {
      abort.abort(reason);
      close();
    },
  });
}

/**
 * A remote file to be written as a Web stream, with many requests on their way. Its `close()` resolves only when the
 * last byte was acknowledged and the file was closed.
 */
export function writableStream(
  context: ClientContext,
  path: string,
  options: WriteOptions,
): WritableStream<Uint8Array> {
  const abort = new AbortController();
  const opened = openToWrite(context, path, { ...options, signal: linked(abort, options.signal) });
  const close = (): void => void opened.then(({ handle }) => discard(handle)).catch(() => {});
  const orClose = async (step: Promise<void>): Promise<void> => {
    try {
      await step;
    } catch (error) {
      close();
      throw error;
    }
  };
  return new WritableStream<Uint8Array>({
    async start() {
      await opened;
    },
    async write(bytes) {
      await orClose((await opened).bytes.write(bytes));
    },
    async close() {
      const { bytes, handle } = await opened;
      await orClose(bytes.flush());
      await handle.close();
    },
    abort(reason) {
      abort.abort(reason);
      close();
    },
  });
}

/** A signal that is aborted by either. */
function linked(own: AbortController, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? own.signal : AbortSignal.any([own.signal, other]);
}
