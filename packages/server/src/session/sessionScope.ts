import type { BufferPool } from "@sftp/channel";
import { type CheckFileDialect, SFTPError, StatusCode, utf8 } from "@sftp/wire";

import type { Session } from "../backend/backend.ts";
import type { PathClaim } from "../scheduling/claim.ts";
import type { CompleteBackend } from "../backend/completeBackend.ts";
import type { HandleTable } from "../handles/handleTable.ts";
import { normalizePath } from "../backend/normalizePath.ts";
import { MAX_COMPONENTS, MAX_PATH, type ServerLimits } from "../budgets/serverLimits.ts";

/** Bytes in UTF-8 that one unit of a JavaScript string can stand for. */
const MOST_BYTES_A_UNIT = 3;

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
 * @throws SFTPError for one that is not served
 */
export function requestPath(scope: SessionScope, path: string, use: "looks" | "changes"): RequestPath {
  const full =
    path.startsWith("/") || scope.startDirectory === "/" ? path : `${scope.startDirectory}/${path}`;
  const normal = normalizePath(checkedText(full));
  return {
    path: scope.rawPaths ? full : normal,
    claim: { kind: "path", path: normal, changes: use === "changes" },
  };
}

/**
 * A path or name as it is.
 *
 * @throws SFTPError for a NUL in it, where C would end the name, and for one that is longer than any that is served
 */
export function checkedText(path: string): string {
  if (path.includes("\0")) throw new SFTPError(StatusCode.BAD_MESSAGE, "a path must not have a NUL in it");
  const bytes = path.length * MOST_BYTES_A_UNIT > MAX_PATH ? utf8.encode(path).length : path.length;
  if (bytes > MAX_PATH) throw tooLong(`${bytes} bytes, and at most ${MAX_PATH} are served`);
  if (path.length > MAX_COMPONENTS) {
    const components = path.split("/").length;
    if (components > MAX_COMPONENTS)
      throw tooLong(`${components} components, and at most ${MAX_COMPONENTS} are served`);
  }
  return path;
}

function tooLong(what: string): SFTPError {
  return new SFTPError(StatusCode.INVALID_FILENAME, `the path has ${what}`);
}
