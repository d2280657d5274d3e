import type { SFTPAttributes } from "@sftp/attributes";
import type { HandleLease } from "../session/handleQuota.ts";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { openPart } from "./openPart.ts";
import { statOpened } from "./statOpened.ts";

/** What new files get at a server, once that was seen; `undefined` inside is a server without permissions. */
const seen = new WeakMap<ClientContext, { readonly mode: number | undefined }>();

/**
 * The permissions that an ordinary upload would leave a file with: those that it has, or those of a new one. The
 * latter only a file without any wishes shows, so one is made, looked at and removed, once a session.
 */
export async function ordinaryRemoteMode(
  context: ClientContext,
  operation: PathOperation,
  existing: SFTPAttributes | undefined,
  lease?: HandleLease,
): Promise<number | undefined> {
  if (existing !== undefined) return permissions(existing);
  let known = seen.get(context);
  if (known === undefined) {
    known = { mode: permissions(await lookAtNewFile(context, operation, lease)) };
    seen.set(context, known);
  }
  return known.mode;
}

async function lookAtNewFile(
  context: ClientContext,
  operation: PathOperation,
  lease: HandleLease | undefined,
): Promise<SFTPAttributes> {
  const { part, path } = await openPart(context, operation, {}, lease);
  try {
    return await statOpened(part, operation);
  } finally {
    // The removal is sent right behind the CLOSE, and nobody waits for either.
    part.close().catch(() => {});
    context.session.call("remove", { path }).catch(() => {});
  }
}

function permissions({ mode }: SFTPAttributes): number | undefined {
  return mode === undefined ? undefined : mode & 0o777;
}
