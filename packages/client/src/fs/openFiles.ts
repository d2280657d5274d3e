import { SFTPAttributes } from "@sftp/attributes";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { sizeOf } from "../file/sizeOf.ts";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { openFlags } from "./openFlags.ts";
import { RemoteFileHandle } from "./remoteFileHandle.ts";

/** Numbers of the standard streams are not given out: a number that is mistaken for one does less harm so. */
const FIRST = 3;

/** The open files of one `fs`, by their numbers. */
export class OpenFiles {
  readonly #session: Session;
  readonly #files = new Map<number, RemoteFileHandle>();

  constructor(session: Session) {
    this.#session = session;
  }

  async open(path: string, flags: string | number, mode: number | undefined): Promise<RemoteFileHandle> {
    const parsed = parseOpenMode(openFlags(flags));
    const call = { operation: "open", path };
    const attrs = new SFTPAttributes({ mode }).toWire();
    const handle = await RemoteHandle.open(this.#session, parsed.flags, attrs, call);
    const position = parsed.append ? await endOf(handle, call) : 0;
    let fd = FIRST;
    while (this.#files.has(fd)) fd++;
    const file = new RemoteFileHandle(handle, fd, position, () => this.#files.delete(fd));
    this.#files.set(fd, file);
    return file;
  }

  /** @throws SFTPError EBADF if no file is open under this number */
  get(fd: number, operation: string): RemoteFileHandle {
    const file = this.#files.get(fd);
    if (file === undefined) throw callError("EBADF", "bad file descriptor", { operation });
    return file;
  }
}

async function endOf(handle: RemoteHandle, call: CallOptions & { path: string }): Promise<number> {
  try {
    return await sizeOf(handle, call);
  } catch (error) {
    handle.close().catch(() => {});
    throw error;
  }
}
