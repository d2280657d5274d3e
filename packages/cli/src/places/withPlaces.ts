import type { SFTPClient } from "@sftp/client";
import type { RemoteOptions } from "../connection/remoteCommand.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import type { Place } from "./place.ts";
import { withTwoClients } from "./withTwoClients.ts";

/** A place that can be worked with: what is on a server has a client. */
export type Reached = { readonly local: string } | { readonly sftp: SFTPClient; readonly path: string };

/** Connects to the servers of two places, does the work, and closes the connections. */
export function withPlaces<T>(
  [one, other]: readonly [Place, Place],
  options: RemoteOptions,
  context: Context,
  work: (one: Reached, other: Reached) => Promise<T>,
): Promise<T> {
  if ("local" in one) {
    if ("local" in other) return work(one, other);
    return withClient(other.remote, options, context, (sftp) => work(one, at(sftp, other)));
  }
  if ("local" in other) {
    return withClient(one.remote, options, context, (sftp) => work(at(sftp, one), other));
  }
  return withTwoClients(one.remote, other.remote, options, context, (first, second) =>
    work(at(first, one), at(second, other)),
  );
}

function at(sftp: SFTPClient, { remote: { path } }: Extract<Place, { remote: unknown }>): Reached {
  return { sftp, path };
}
