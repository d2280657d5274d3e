import { SFTPAttributes, type SFTPAttributesInit } from "@sftp/attributes";
import { RemoteHandle, sizeOf } from "../remote/remoteHandle.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { OperationOptions, PathOperation } from "../session/operation.ts";
import { parseOpenMode } from "./openMode.ts";
import { SFTPFile } from "./sftpFile.ts";

/** What `open` takes beside path and mode. */
export interface OpenOptions extends OperationOptions {
  /**
   * How writes are buffered, in bytes: 0 or less not at all, 1 by lines, otherwise until so many have come together; reads
   * then fetch at least as many. Default: -1.
   */
  bufsize?: number | undefined;
  /** What a file that is created gets: `{ mode: 0o600 }`. Default: what the server does by itself. */
  attrs?: SFTPAttributesInit | undefined;
}

/** Opens a file as an object with a position. */
export async function open(
  context: ClientContext,
  operation: PathOperation,
  mode: string | number,
  { bufsize, attrs = {} }: OpenOptions,
): Promise<SFTPFile<never>> {
  const { flags, append } = parseOpenMode(mode);
  const handle = await RemoteHandle.open(context, flags, new SFTPAttributes(attrs).toWire(), operation);
  try {
    const end = append ? await sizeOf(handle, operation) : 0;
    return new SFTPFile<never>({ context }, handle, mode, bufsize, end);
  } catch (error) {
    handle.close().catch(() => {});
    throw error;
  }
}
