import { escapeName } from "@sftp/wire";
import type { Session } from "../session/session.ts";

/** What is remembered of an open file. */
interface OpenedFile {
  readonly path: string | undefined;
  readonly session: Session;
}

/**
 * Warns of files that were garbage-collected while they and their session were open. They are not closed then: when
 * that happens is chance, and no program should depend on it.
 */
export const leakWarning = new FinalizationRegistry<OpenedFile>(({ path, session }) => {
  if (session.isOver) return;
  process.emitWarning(
    `the remote file ${path === undefined ? "" : `'${escapeName(path)}' `}was never closed; ` +
      "close() it, or open it with `await using`",
    "SFTPLeakWarning",
  );
});
