import { SFTPAttributes } from "@sftp/attributes";
import type { Source, WindowOptions } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { type Paced, pacedSource } from "./pacer.ts";
import { PrimedSource } from "./primedSource.ts";
import { stripedSource } from "./stripes/stripedSource.ts";
import { statOpened } from "./statOpened.ts";
import { type DownloadOptions, type FileOptions, isResumed, windowOptions } from "./transferOptions.ts";

/** A remote file that was opened to be read from beginning to end. */
export interface OpenedSource {
  readonly remote: RemoteHandle;
  /** What its content is to be read from. */
  readonly source: Source;
  /** How much of it may be on its way. */
  readonly window: WindowOptions;
  /** What the server says of it; empty if it was not asked or refused to tell. */
  readonly attributes: SFTPAttributes;
  /**
   * To be called when all was read, to find out whether the file changed meanwhile, if that was asked for.
   *
   * @throws SFTPError ERR_SFTP_CHANGED
   */
  checkUnchanged(): Promise<void>;
  /** What was only read cannot be lost by a CLOSE that fails, so nobody waits for it. */
  close(): void;
}

/** How a file is read. */
export type ReadingCall = DownloadOptions &
  Pick<FileOptions, "resume"> &
  CallOptions &
  Paced & { path: string };

/** Opens a file to be read from beginning to end, and asks for its attributes and first bytes at once. */
export async function openForReading(session: Session, call: ReadingCall): Promise<OpenedSource> {
  const remote = await RemoteHandle.openFor(session, OpenFlags.READ, {}, call);
  const close = (): void => void remote.close().catch(() => {});
  try {
    const requestSize = Math.min(remote.sizes.read, call.maxInFlightBytes ?? Number.POSITIVE_INFINITY);
    const isPrimed = call.prefetch !== false && call.pacer === undefined && !isResumed(call);
    const primed = isPrimed ? new PrimedSource(remote, requestSize, call.signal) : undefined;
    const attributes = await statUnlessGiven(remote, call);
    if (attributes.isDirectory()) throw callError("EISDIR", "it is a folder", call);
    const checkUnchanged = (): Promise<void> => compareAttributes(remote, attributes, call);
    const stripes = call.prefetch === false ? undefined : stripedSource(remote, attributes, call);
    if (primed !== undefined) {
      primed.size = attributes.size;
      primed.rest = stripes ?? remote;
    }
    const source = primed ?? stripes ?? pacedSource(remote, call.pacer);
    const maxInFlightBytes = call.maxInFlightBytes ?? stripes?.maxInFlightBytes ?? session.windowSize;
    const window = windowOptions({ ...call, maxInFlightBytes }, requestSize);
    return {
      remote,
      source,
      window,
      attributes,
      checkUnchanged,
      close() {
        stripes?.close().catch(() => {});
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function compareAttributes(
  remote: RemoteHandle,
  before: SFTPAttributes,
  call: DownloadOptions & CallOptions,
): Promise<void> {
  if (call.consistency !== "check") return;
  const after = await remote.stat({ signal: call.signal });
  if (after.exactSize === before.exactSize && after.mtimeMs === before.mtimeMs) return;
  throw callError("ERR_SFTP_CHANGED", "the file was changed while it was read", call);
}

async function statUnlessGiven(remote: RemoteHandle, call: DownloadOptions): Promise<SFTPAttributes> {
  const isGiven = call.fileSize !== undefined && call.consistency !== "check";
  return isGiven ? new SFTPAttributes({ size: call.fileSize }) : statOpened(remote, call);
}
