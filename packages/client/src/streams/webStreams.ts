import { type Bytes, pieceOf } from "../arguments/bytes.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { OrderedWriter } from "../transfer/upload/orderedWriter.ts";
import { openToRead, openToWrite, type ReadOptions, type WriteOptions } from "./openForStream.ts";

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
): WritableStream<Bytes> {
  const abort = new AbortController();
  const signal = linked(abort, options.signal);
  let opening: Promise<OrderedWriter> | undefined;
  /** The file is opened when the first bytes are here, or the end: a source that fails before costs nothing. */
  const write = async (step: (writer: OrderedWriter) => Promise<void>): Promise<void> => {
    opening ??= openToWrite(context, path, { ...options, signal });
    const writer = await opening;
    try {
      await step(writer);
    } catch (error) {
      throw await writer.abandon(error);
    }
  };
  return new WritableStream<Bytes>({
    async write(piece) {
      // What is no text and no bytes opens nothing.
      if (opening === undefined) pieceOf(piece);
      await write((writer) => writer.write(pieceOf(piece)));
    },
    close: () => write((writer) => writer.finish()),
    async abort(reason) {
      abort.abort(reason);
      const writer = await opening?.catch(() => undefined);
      await writer?.abandon(reason);
    },
  });
}

/** A signal that is aborted by either. */
function linked(own: AbortController, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? own.signal : AbortSignal.any([own.signal, other]);
}
