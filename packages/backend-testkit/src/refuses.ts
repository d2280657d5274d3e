import assert from "node:assert/strict";

import { isSFTPError } from "@sftp/client";
import { StatusCode } from "@sftp/server";

/** What looks like a path that begins at a root or on a drive. */
const PATH = /(?:^|[\s'"(:=])(?:\/[\w.]|[A-Za-z]:\\)/;

type StatusName = keyof typeof StatusCode;

/**
 * Asserts that the backend refuses something with one of these statuses, in words that tell nothing about where it keeps its
 * files.
 */
export async function refuses(attempt: Promise<unknown>, ...expected: StatusName[]): Promise<void> {
  const error = await attempt.then(
    () => assert.fail(`it should have been refused with ${expected.join(" or ")}, but was done`),
    (reason: unknown) => reason,
  );
  if (!isSFTPError(error) || error.status === undefined) throw error;
  const codes = expected.map((name) => StatusCode[name]);
  assert.ok(
    codes.includes(error.status as (typeof codes)[number]),
    `it was refused with ${nameOf(error.status)} (${error.message}) instead of ${expected.join(" or ")}`,
  );
  const words = error.serverMessage ?? "";
  assert.doesNotMatch(words, PATH, `the message shows a path: ${words}`);
}

function nameOf(status: number): string {
  return Object.entries(StatusCode).find(([, code]) => code === status)?.[0] ?? String(status);
}
