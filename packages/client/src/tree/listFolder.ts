import { SFTPAttributes } from "@sftp/attributes";
import { type NameEntry, type ReplyTo, type SFTPError, StatusCode } from "@sftp/wire";
import { DisposableIterator } from "../disposableIterator.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { entryNameFlaw, unsafeNameError, warnOfUnsafeName } from "./entryName.ts";
import { isNoFolder } from "./probes.ts";
import { withProbe } from "./withProbe.ts";

/** How many READDIRs go out at once in the beginning: a folder takes one for its names and one to find the end. */
const FIRST_READS = 2;

/** What a listing needs to know. */
export interface FolderCall extends CallOptions {
  path: string;
  /** The most READDIRs on their way. */
  readAheads: number;
  /** Told of each entry that is left out because of its name. Default: one warning of the process for each session. */
  onUnsafe?: ((error: SFTPError) => void) | undefined;
}

/**
 * The entries of a folder, one after another, with further requests on their way. All listings go through here: names are
 * single components of paths, and whatever else a server lists is left out and reported. The folder is closed at its end, on
 * any error, and when the loop is left early.
 */
export function listFolder(session: Session, call: FolderCall): DisposableIterator<SFTPAttributes> {
  return new DisposableIterator(entries(session, call));
}

async function* entries(session: Session, call: FolderCall): AsyncGenerator<SFTPAttributes, void, undefined> {
  const { handle } = await withProbe(
    session,
    call,
    isNoFolder,
    () => session.call("opendir", { path: call.path }, call),
    // OpenSSH says of a file that there is no such folder.
    [StatusCode.FAILURE, StatusCode.NO_SUCH_FILE],
  );
  const replies: Promise<ReplyTo<"readdir"> | undefined>[] = [];
  /** How many replies to wait for at once; none any more once the end was seen. */
  let wanted = Math.min(FIRST_READS, call.readAheads);
  try {
    for (;;) {
      while (replies.length < wanted) replies.push(ask());
      const reply = await replies.shift();
      // A server that answers with no names at all has no more either.
      if (reply === undefined || reply.entries.length === 0) wanted = 0;
      if (wanted > 0) wanted = Math.min(wanted + 1, call.readAheads);
      for (const entry of reply?.entries ?? []) if (isChild(entry) && isSafe(entry)) yield attributes(entry);
      if (wanted === 0 && replies.length === 0) return;
    }
  } finally {
    // Nothing that matters to anybody can come of it: what was listed has been listed.
    const closed = session.call("close", { handle }).catch(() => {});
    call.reservation?.until(closed);
  }

  function isSafe({ filename }: NameEntry): boolean {
    const flaw = entryNameFlaw(filename);
    if (flaw === undefined) return true;
    const error = unsafeNameError(filename, flaw, call);
    if (call.onUnsafe === undefined) warnOfUnsafeName(session, error);
    else call.onUnsafe(error);
    return false;
  }

  function ask(): Promise<ReplyTo<"readdir"> | undefined> {
    const reply = session.callUntilEof("readdir", { handle }, call);
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
