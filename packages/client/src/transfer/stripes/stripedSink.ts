import type { Sink } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import type { RemoteHandle } from "../../file/remoteHandle.ts";
import type { Session } from "../../session/session.ts";
import type { UploadCall, UploadTarget } from "../uploadTarget.ts";
import { openAgain } from "./openAgain.ts";
import { sameAttributes } from "./sameFile.ts";
import { isWorthStriping, Stripes } from "./stripes.ts";

/** How long the server may be silent, in milliseconds, when the file is closed after a failure. */
const CLEAN_UP_TIMEOUT = 2_000;

/** A remote file that is written over several channels where one holds that back. */
class StripedSink extends Stripes<Sink> implements Sink {
  writeAt(offset: number, data: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.onLane(data.length, signal, (end) => end.writeAt(offset, data, signal));
  }
}

/**
 * Has the content of a file written, over several channels if the upload is atomic and one channel holds it back. Before
 * it is opened a second time the file gets its final size, by which it is known to be the same.
 */
export async function striped<T>(
  { handle, path, sink }: Pick<UploadTarget, "handle" | "path" | "sink">,
  size: number,
  { atomic, pacer, signal, timeout }: UploadCall,
  write: (sink: Sink) => Promise<T>,
): Promise<T> {
  const { siblings } = handle.session;
  if (siblings === undefined || atomic !== true || pacer !== undefined) return write(sink);
  const window = siblings.windows.sendWindow;
  if (!isWorthStriping(size, window)) return write(sink);
  let sized: Promise<void> | undefined;
  const open = async (session: Session): Promise<RemoteHandle> => {
    sized ??= handle.setstat("put", { size }, { signal });
    await sized;
    return openAgain(session, OpenFlags.WRITE, { signal, timeout, path }, (again) =>
      sameAttributes(handle, again, ["exactSize", "mode", "uid", "gid"], signal),
    );
  };
  const stripes = new StripedSink(sink, { siblings, window, size, open });
  try {
    const result = await write(stripes);
    await stripes.close({ signal, timeout });
    return result;
  } catch (error) {
    // What is still on its way there must not arrive after what is done about the failure.
    await stripes.close({ timeout: CLEAN_UP_TIMEOUT }).catch(() => {});
    throw error;
  }
}
