import { WriteBehind } from "@sftp/prefetch";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { sizeOf } from "../file/sizeOf.ts";
import type { CallOptions, OperationOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";

/** What `writeFile` takes beside path and data. */
export interface WriteFileOptions extends OperationOptions {
  /** Permissions of a file that is created. Default: what the server does by itself. */
  mode?: number | undefined;
  /** As the mode of `SFTPClient.open`; `wx` fails if the file exists, `a` appends. Default: `w`. */
  flag?: string | number | undefined;
}

/** Writes a whole file. */
export function writeFile(
  session: Session,
  data: string | Uint8Array,
  call: WriteFileOptions & CallOptions & { path: string },
): Promise<void> {
  return session.room.during(1, call.signal, (reservation) =>
    writeNow(session, data, { ...call, reservation }),
  );
}

async function writeNow(
  session: Session,
  data: string | Uint8Array,
  call: WriteFileOptions & CallOptions & { path: string },
): Promise<void> {
  const { flags, append } = parseOpenMode(call.flag ?? "w");
  const handle = await RemoteHandle.openFor(session, flags, { mode: call.mode }, call);
  try {
    const offset = append ? await sizeOf(handle, call) : 0;
    const requestSize = handle.sizes.write;
    const behind = new WriteBehind(handle, { offset, requestSize, signal: call.signal });
    await behind.write(typeof data === "string" ? Buffer.from(data) : data);
    await behind.flush();
    await handle.close(call);
  } finally {
    await handle.close().catch(() => {});
  }
}
