/**
 * A vitest setup file. Tests see the usual umask, whoever runs them. Whatever escapes a test fails the suite: it catches
 * what the reporters of promises and streams would only print, unhandled rejections, uncaught exceptions, and the warning
 * that listeners pile up.
 */
import { afterEach } from "vitest";

import { turns } from "./turns.ts";

process.umask(0o022);

const escaped: string[] = [];

process.on("unhandledRejection", (reason) => escaped.push(`unhandled rejection: ${describe(reason)}`));
process.on("uncaughtException", (error) => escaped.push(`uncaught exception: ${describe(error)}`));
process.on("warning", (warning) => {
  if (warning.name === "MaxListenersExceededWarning") escaped.push(describe(warning));
});

afterEach(async () => {
  // Rejections count as unhandled, and warnings are emitted, only when the turn is over.
  await turns();
  const found = escaped.splice(0);
  if (found.length > 0) throw new Error(`escaped during this test:\n${found.join("\n")}`);
});

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
