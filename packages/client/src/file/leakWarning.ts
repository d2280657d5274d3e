import { escapeName } from "@sftp/wire";

/**
 * Warns of files that were garbage-collected while they were open. They are not closed then: when that happens is
 * chance, and a program must not depend on it.
 */
export const leakWarning = new FinalizationRegistry<string | undefined>((path) => {
  process.emitWarning(
    `the remote file ${path === undefined ? "" : `'${escapeName(path)}' `}was never closed; ` +
      "close() it, or open it with `await using`",
    "SFTPLeakWarning",
  );
});
