import type { Session, SFTPServerInterface } from "../../backend/backend.ts";
import { readOnly } from "../../middleware/readOnly.ts";
import { umask } from "../../middleware/umask.ts";
import type { BackendSource } from "../../session/serverOptions.ts";

/** What the sessions of one login may do, and where they begin. */
export interface SessionRestrictions {
  /** Refuse every request that would change something. */
  readonly readOnly?: boolean | undefined;
  /** Permissions that new files and directories never get. */
  readonly umask?: number | undefined;
  /** Where relative paths begin. Default: `/`. */
  readonly startDirectory?: string | undefined;
}

/** Both: nothing that one of them forbids is allowed. Where both name a directory, the second one counts. */
export function mergeRestrictions(
  one: SessionRestrictions | undefined,
  other: SessionRestrictions | undefined,
): SessionRestrictions | undefined {
  if (!one || !other) return one ?? other;
  const masks = [one.umask, other.umask].filter((mask) => mask !== undefined);
  return {
    readOnly: one.readOnly || other.readOnly,
    umask: masks.length === 0 ? undefined : masks.reduce((all, mask) => all | mask),
    startDirectory: other.startDirectory ?? one.startDirectory,
  };
}

/** A backend, for each session, that keeps to the restrictions. */
export function restrictBackend(
  source: BackendSource,
  restrictions: SessionRestrictions = {},
): BackendSource {
  const { readOnly: refusesChanges, umask: mask } = restrictions;
  if (!refusesChanges && mask === undefined) return source;
  return async (session: Session): Promise<SFTPServerInterface> => {
    const backend = typeof source === "function" ? await source(session) : source;
    const masked = mask === undefined ? backend : umask(backend, mask);
    return refusesChanges ? readOnly(masked) : masked;
  };
}
