import { type SFTPError, utf8 } from "@sftp/wire";
import { callError } from "../session/failures.ts";
import type { Operation } from "../session/operation.ts";
import type { Session } from "../session/session.ts";

/** The longest name that is taken from a server, in bytes; NTFS and HFS+ have 765. */
const MAX_BYTES = 1_024;

/** UTF-8 has at most this many bytes for a unit of a string. */
const MOST_BYTES_A_UNIT = 3;

/** Why a name cannot be one component of a path, which stays in its directory; `undefined` if it can. */
export function entryNameFlaw(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it is another directory";
  if (name.includes("/")) return "it has a slash";
  if (name.includes("\0")) return "it has a NUL";
  if (name.length * MOST_BYTES_A_UNIT > MAX_BYTES && utf8.encode(name).length > MAX_BYTES)
    return `it has more than ${MAX_BYTES} bytes`;
  return undefined;
}

/** How much of such a name an error shows, in characters. */
const SHOWN = 100;

/** The error for an entry that was left out of the listing of the directory at `operation.path`. */
export function unsafeNameError(name: string, flaw: string, operation: Operation): SFTPError {
  const shown = name.length > SHOWN ? `${name.slice(0, SHOWN)}...` : name;
  return callError(
    "ERR_SFTP_UNSAFE_NAME",
    `the server lists "${shown}", which is no name of a file: ${flaw}`,
    operation,
  );
}

const warned = new WeakSet<Session>();

/** Reports entries that were left out where the caller has no other way to hear of them: once for each session. */
export function warnOfUnsafeName(session: Session, error: SFTPError): void {
  if (warned.has(session)) return;
  warned.add(session);
  process.emitWarning(`${error.message}; such entries are left out of listings`, "SFTPUnsafeNameWarning");
}
