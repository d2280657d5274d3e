import type { Session } from "../session/session.ts";
import { type ByteSink, partSink } from "./byteSink.ts";
import type { Paced } from "./pacer.ts";
import { readWhole } from "./readWhole.ts";
import type { DownloadOptions } from "./transferOptions.ts";

/** Downloads a file into a stream; returns how many bytes were written. */
export async function getfo(
  session: Session,
  remotePath: string,
  sink: ByteSink,
  options: DownloadOptions & Paced,
): Promise<number> {
  const parts = partSink(sink);
  try {
    const call = { ...options, operation: "getfo", path: remotePath };
    return await readWhole(session, call, (bytes) => parts.write(bytes));
  } finally {
    parts.release();
  }
}
