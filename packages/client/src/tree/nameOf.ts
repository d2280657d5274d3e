import { type NameEntry, PROTOCOL_ERROR } from "@sftp/wire";
import { callError } from "../session/callError.ts";
import type { Operation, PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";

/** What REALPATH, the canonical path, or READLINK, the target as it is stored, says of a path. */
export async function nameOf(
  context: ClientContext,
  request: "realpath" | "readlink",
  operation: PathOperation,
): Promise<string> {
  const { entries } = await context.session.call(request, { path: operation.path }, operation);
  return onlyName(entries, operation);
}

/**
 * The name in a reply that must hold exactly one.
 *
 * @throws SFTPError if it holds another number
 */
export function onlyName(entries: readonly NameEntry[], operation: Operation): string {
  if (entries.length === 1) return entries[0]!.filename;
  const words = `the server answered with ${entries.length} names where one is due`;
  throw callError(PROTOCOL_ERROR, words, operation);
}
