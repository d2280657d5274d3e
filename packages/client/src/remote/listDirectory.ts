import { SFTPAttributes } from "@sftp/attributes";
import { type NameEntry, type ReplyTo, type SFTPError, StatusCode } from "@sftp/wire";
import { DisposableIterator } from "../disposableIterator.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { HandleLease } from "../session/handleQuota.ts";
import type { OperationOptions, PathOperation } from "../session/operation.ts";
import { entryNameFlaw, unsafeNameError, warnOfUnsafeName } from "./entryName.ts";
import { isNoFolder, withProbe } from "./probes.ts";

/** How many READDIRs a listing keeps in flight, at most. */
export const READ_AHEADS = 50;

/** How many READDIRs go out at once in the beginning: a folder takes one for its names and one to find the end. */
const FIRST_READS = 2;

/** After so many replies without a name, a directory is taken to have no more. */
const MOST_EMPTY = 1;

/** How a directory is listed. */
export interface ListingOptions {
  /** The most READDIRs in flight. */
  readonly readAheads: number;
  /** What its handle is opened under. Default: the user keeps it. */
  readonly lease?: HandleLease | undefined;
  /** Told of each entry that is left out because of its name. Default: one warning of the process for each session. */
  readonly onUnsafe?: ((error: SFTPError) => void) | undefined;
}

/** What a listing takes. */
export interface ListOptions extends OperationOptions {
  /**
   * Told of each entry that is left out because its name is unsafe: one with a slash or a NUL, an empty one, one of more than
   * 1,024 bytes. The second argument is the directory. Default: a warning of the process, once for each client.
   */
  onError?: ((error: SFTPError, path: string) => void) | undefined;
}

/** How a listing of the user's reports names that are left out. */
export function unsafeListener({ onError }: ListOptions, path: string): ListingOptions["onUnsafe"] {
  return onError && ((error) => onError(error, path));
}

/**
 * The entries of a folder, one after another, with further requests on their way. All listings go through here: names are
 * single components of paths, and whatever else a server lists is left out and reported. The folder is closed at its end, on
 * any error, and when the loop is left early.
 */
export function listDirectory(
  context: ClientContext,
  operation: PathOperation,
  options: ListingOptions,
): DisposableIterator<SFTPAttributes> {
  return new DisposableIterator(entries(context, operation, options));
}

/** All entries of a directory, once there is a handle for it. */
export async function listAll(
  context: ClientContext,
  operation: PathOperation,
  readAheads: number,
  onUnsafe?: ListingOptions["onUnsafe"],
): Promise<SFTPAttributes[]> {
  using lease = await context.handles.acquire(1, operation.signal);
  return await listDirectory(context, operation, { readAheads, lease, onUnsafe }).toArray();
}

async function* entries(
  context: ClientContext,
  operation: PathOperation,
  { readAheads, lease, onUnsafe }: ListingOptions,
): AsyncGenerator<SFTPAttributes, void, undefined> {
  const { handle } = await withProbe(
    context,
    operation,
    isNoFolder,
    () => context.session.call("opendir", { path: operation.path }, operation),
    // OpenSSH says of a file that there is no such folder.
    [StatusCode.FAILURE, StatusCode.NO_SUCH_FILE],
  );
  const held = lease ?? context.handles.keep();
  const replies: Promise<ReplyTo<"readdir"> | undefined>[] = [];
  /** How many replies to wait for at once; none any more once the end was seen. */
  let wanted = Math.min(FIRST_READS, readAheads);
  /** How many replies without a name came one after another; some servers send them before the end. */
  let empty = 0;
  try {
    for (;;) {
      while (replies.length < wanted) replies.push(ask());
      const reply = await replies.shift();
      empty = reply?.entries.length === 0 ? empty + 1 : 0;
      if (reply === undefined || empty > MOST_EMPTY) wanted = 0;
      if (wanted > 0) wanted = Math.min(wanted + 1, readAheads);
      for (const entry of reply?.entries ?? []) if (isChild(entry) && isSafe(entry)) yield attributes(entry);
      if (wanted === 0 && replies.length === 0) return;
    }
  } finally {
    // Nothing that matters to anybody can come of it: what was listed has been listed.
    const closed = context.session.call("close", { handle }).catch(() => {});
    held.until(closed);
  }

  function isSafe({ filename }: NameEntry): boolean {
    const flaw = entryNameFlaw(filename);
    if (flaw === undefined) return true;
    const error = unsafeNameError(filename, flaw, operation);
    if (onUnsafe === undefined) warnOfUnsafeName(context.session, error);
    else onUnsafe(error);
    return false;
  }

  function ask(): Promise<ReplyTo<"readdir"> | undefined> {
    const reply = context.session.callUntilEof("readdir", { handle }, operation);
    // One that is not waited for any more may fail in peace.
    reply.catch(() => {});
    return reply;
  }
}

function isChild({ filename }: NameEntry): boolean {
  return filename !== "." && filename !== "..";
}

function attributes({ attrs, filename, longname }: NameEntry): SFTPAttributes {
  return SFTPAttributes.fromWire(attrs, filename, longname);
}

/** The path of a name in a remote folder. */
export function joinRemote(folder: string, name: string): string {
  return folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
