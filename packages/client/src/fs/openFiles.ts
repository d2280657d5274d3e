import { SFTPAttributes } from "@sftp/attributes";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { sizeOf } from "../file/sizeOf.ts";
import { callError } from "../session/callError.ts";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { openFlags } from "./openFlags.ts";
import { RemoteFileHandle } from "./remoteFileHandle.ts";

/** Numbers of the standard streams are not given out: a number that is mistaken for one does less harm so. */
const FIRST = 3;

/** The open files of one `fs`, by their numbers. */
export class OpenFiles {
  readonly #context: ClientContext;
  readonly #files = new Map<number, RemoteFileHandle>();

  constructor(context: ClientContext) {
    this.#context = context;
  }

  async open(path: string, flags: string | number, mode: number | undefined): Promise<RemoteFileHandle> {
    const parsed = parseOpenMode(openFlags(flags));
    const operation = { name: "open", path };
    const attrs = new SFTPAttributes({ mode }).toWire();
    const handle = await RemoteHandle.open(this.#context, parsed.flags, attrs, operation);
    const end = parsed.append ? await endOf(handle, operation) : undefined;
    let fd = FIRST;
    while (this.#files.has(fd)) fd++;
    const file = new RemoteFileHandle(handle, fd, end, () => this.#files.delete(fd));
    this.#files.set(fd, file);
    return file;
  }

  /** @throws SFTPError EBADF if no file is open under this number */
  get(fd: number, operation: string): RemoteFileHandle {
    const file = this.#files.get(fd);
    if (file === undefined) throw callError("EBADF", "bad file descriptor", { name: operation });
    return file;
  }
}

async function endOf(handle: RemoteHandle, operation: PathOperation): Promise<number> {
  try {
    return await sizeOf(handle, operation);
  } catch (error) {
    handle.close().catch(() => {});
    throw error;
  }
}
