import { type NameEntry, PROTOCOL_ERROR } from "@sftp/wire";
import { callError, type Subject } from "../session/callError.ts";

/**
 * The name in a reply that must hold exactly one.
 *
 * @throws SFTPError if it holds another number
 */
export function onlyName(entries: readonly NameEntry[], subject: Subject): string {
  if (entries.length === 1) return entries[0]!.filename;
  throw callError(
    PROTOCOL_ERROR,
    `the server answered with ${entries.length} names where one is due`,
    subject,
  );
}
