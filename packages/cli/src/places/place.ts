import { isAddress } from "@sftp/sftp";
import type { RemoteOptions } from "../connection/remoteCommand.ts";
import { parseTarget, type Target } from "../connection/target.ts";

/** A path on this computer, or one on a server. */
export type Place = { readonly local: string } | { readonly remote: Target };

/** What marks a remote path where --command says which server it is on. */
const MARK = ":";

/**
 * Reads where something comes from and where it goes. What looks like an address is on a server, all else is here. With
 * --command a remote path is marked as `:path`; where neither is, the second is the remote one.
 */
export function parsePlaces(texts: readonly [string, string], options: RemoteOptions): [Place, Place] {
  const [first, second] = texts;
  if (options.command === undefined) return [placeOf(first, options), placeOf(second, options)];
  const isMarked = texts.some((text) => text.startsWith(MARK));
  return [marked(first, false, options), marked(second, !isMarked, options)];
}

function placeOf(text: string, options: RemoteOptions): Place {
  return isAddress(text) ? { remote: parseTarget(text, options) } : { local: text };
}

function marked(text: string, isRemote: boolean, options: RemoteOptions): Place {
  if (text.startsWith(MARK)) return { remote: parseTarget(text.slice(MARK.length), options) };
  return isRemote ? { remote: parseTarget(text, options) } : { local: text };
}
