import { isAddress } from "@sftp/client";
import type { RemoteOptions } from "../connection/remoteCommand.ts";
import { parseTarget, type Target } from "../connection/target.ts";
import type { Context } from "../context.ts";
import { inHome } from "../shell/inHome.ts";

/** A path on this computer, or one on a server. */
export type Place = { readonly local: string } | { readonly remote: Target };

/** Marks a remote path where no address does: with --command, and in the shell. */
const MARK = ":";

/**
 * Reads where something comes from and where it goes. An address is on a server, anything else is here. With --command
 * and in the shell a remote path is marked as `:path`; if neither is, the second is the remote one.
 */
export function parsePlaces(
  texts: readonly [string, string],
  options: RemoteOptions,
  context: Pick<Context, "session" | "env">,
): [Place, Place] {
  const [first, second] = texts;
  const place = (text: string, isRemote: boolean): Place =>
    isRemote ? { remote: parseTarget(text, options, context) } : { local: local(text) };
  // Outside our shell, another one has replaced ~.
  const local = (text: string): string => (context.session === undefined ? text : inHome(text, context.env));
  if (options.command === undefined && context.session === undefined)
    return [place(first, isAddress(first)), place(second, isAddress(second))];
  const marked = (text: string, isRemote: boolean): Place =>
    text.startsWith(MARK) ? place(text.slice(MARK.length), true) : place(text, isRemote);
  return [marked(first, false), marked(second, !texts.some((text) => text.startsWith(MARK)))];
}
