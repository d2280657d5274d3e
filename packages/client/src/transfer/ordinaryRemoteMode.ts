import type { SFTPAttributes } from "@sftp/attributes";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { openPart } from "./openPart.ts";
import { statOpened } from "./statOpened.ts";

/** What new files get at a server, once that was seen; `undefined` inside is a server without permissions. */
const seen = new WeakMap<Session, { readonly mode: number | undefined }>();

/**
 * The permissions that an ordinary upload would leave a file with: those that it has, or those of a new one. The
 * latter only a file without any wishes shows, so one is made, looked at and removed, once a session.
 */
export async function ordinaryRemoteMode(
  session: Session,
  existing: SFTPAttributes | undefined,
  call: CallOptions & { path: string },
): Promise<number | undefined> {
  if (existing !== undefined) return permissions(existing);
  let known = seen.get(session);
  if (known === undefined) {
    known = { mode: permissions(await lookAtNewFile(session, call)) };
    seen.set(session, known);
  }
  return known.mode;
}

async function lookAtNewFile(
  session: Session,
  call: CallOptions & { path: string },
): Promise<SFTPAttributes> {
  const { part, path } = await openPart(session, {}, call);
  try {
    return await statOpened(part, call);
  } finally {
    // The removal is sent right behind the CLOSE, and nobody waits for either.
    part.close().catch(() => {});
    session.call("remove", { path }).catch(() => {});
  }
}

function permissions({ mode }: SFTPAttributes): number | undefined {
  return mode === undefined ? undefined : mode & 0o777;
}
