import type { BufferPool } from "@sftp/channel";
import { type CheckFileDialect, SFTPError, StatusCode } from "@sftp/wire";

import type { Session } from "../backend/backend.ts";
import type { PathClaim } from "../scheduling/claim.ts";
import type { CompleteBackend } from "../backend/completeBackend.ts";
import type { HandleTable } from "../handles/handleTable.ts";
import { normalizePath } from "../backend/normalizePath.ts";
import type { ServerLimits } from "../budgets/serverLimits.ts";

/** What the handlers of one session's requests work on. */
export interface SessionScope {
  readonly session: Session;
  readonly backend: CompleteBackend;
  /** Whether the backend gets paths as the client sent them. */
  readonly rawPaths: boolean;
  /** Where relative paths begin. */
  readonly startDirectory: string;
  readonly handles: HandleTable;
  /** The memory of large requests and of replies to READ. */
  readonly buffers: BufferPool;
  readonly limits: ServerLimits;
  /** Whether SYMLINK names the link first, as the draft has it. */
  readonly linkFirst: boolean;
  /** How `check-file-handle` and `check-file-name` are answered. */
  readonly checkFileDialect: CheckFileDialect;
}

/** A path of a request, as the backend gets it and as the schedule knows it. */
export interface RequestPath {
  readonly path: string;
  readonly claim: PathClaim;
}

/**
 * A path that a request looks at or changes.
 *
 * @throws SFTPError for a NUL in it
 */
export function requestPath(scope: SessionScope, path: string, use: "looks" | "changes"): RequestPath {
  const full =
    path.startsWith("/") || scope.startDirectory === "/" ? path : `${scope.startDirectory}/${path}`;
  const normal = normalizePath(withoutNul(full));
  return {
    path: scope.rawPaths ? full : normal,
    claim: { kind: "path", path: normal, changes: use === "changes" },
  };
}

/**
 * A path as it is.
 *
 * @throws SFTPError for a NUL in it, where C would end the name
 */
export function withoutNul(path: string): string {
  if (path.includes("\0")) throw new SFTPError(StatusCode.BAD_MESSAGE, "a path must not have a NUL in it");
  return path;
}
