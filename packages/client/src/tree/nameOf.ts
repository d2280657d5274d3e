import { type NameEntry, PROTOCOL_ERROR } from "@sftp/wire";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";

/** What REALPATH, the canonical path, or READLINK, the target as it is stored, says of a path. */
export async function nameOf(
  session: Session,
  request: "realpath" | "readlink",
  path: string,
  call: CallOptions,
): Promise<string> {
  const { entries } = await session.call(request, { path }, call);
  return onlyName(entries, call);
}

/**
 * The name in a reply that must hold exactly one.
 *
 * @throws SFTPError if it holds another number
 */
export function onlyName(entries: readonly NameEntry[], call: CallOptions): string {
  if (entries.length === 1) return entries[0]!.filename;
  const words = `the server answered with ${entries.length} names where one is due`;
  throw callError(PROTOCOL_ERROR, words, call);
}
