import type { Writable } from "node:stream";

/** Where a download goes in order: a Node stream or a Web stream. It is not ended. */
export type ByteSink = NodeJS.WritableStream | Writable | WritableStream<Uint8Array>;

/** Takes bytes one part after another. */
export interface PartSink {
  /** Resolves when the part was taken. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more comes. */
  release(): void;
}

/** A sink of either kind as one that takes parts. */
export function partSink(sink: ByteSink): PartSink {
  return "getWriter" in sink ? webSink(sink) : nodeSink(sink);
}

function webSink(sink: WritableStream<Uint8Array>): PartSink {
  const writer = sink.getWriter();
  return { write: (bytes) => writer.write(bytes), release: () => writer.releaseLock() };
}

function nodeSink(sink: NodeJS.WritableStream): PartSink {
  let broken: ((error: Error) => void) | undefined;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    broken?.(failure);
  };
  const onClose = (): void => fail(new Error("the stream was closed before everything was written to it"));
  // The listener for errors stays after a failure: the stream may tell of it once more.
  sink.on("error", fail).on("close", onClose);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        broken = reject;
        sink.write(bytes, (error) => (error ? fail(error) : resolve()));
      }),
    release() {
      sink.off("close", onClose);
      if (failure === undefined) sink.off("error", fail);
    },
  };
}
