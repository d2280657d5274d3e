import type { CallOptions, OperationOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { readWhole } from "../transfer/readWhole.ts";

/** What `readFile` takes beside the path. */
export interface ReadFileOptions extends OperationOptions {
  /** How the bytes are made text. Default: they stay bytes. */
  encoding?: BufferEncoding | undefined;
}

/** The content of a file. */
export async function readFile(session: Session, call: CallOptions & { path: string }): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const take = (bytes: Uint8Array): void => void parts.push(bytes);
  await session.room.during(1, call.signal, (reservation) =>
    readWhole(session, { ...call, reservation, mayGrow: true }, take),
  );
  return Buffer.concat(parts);
}
