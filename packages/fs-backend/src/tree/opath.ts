import fs from "node:fs";

import { errorCode } from "../failure.ts";

/**
 * Linux's O_PATH, which Node does not name: a descriptor that stands for a place in the tree, and with which nothing can
 * be read or written. The same number on every processor that Node runs on; `checkDescriptorPaths` makes sure.
 */
export const O_PATH = 0o10000000;

/**
 * Makes sure that this system has what the jail stands on: O_PATH, and /proc/self/fd.
 *
 * @throws Error that says what is missing and what to do.
 */
export function checkDescriptorPaths(): void {
  if (process.platform !== "linux") throw unfit("it is not Linux");
  let fd: number;
  try {
    fd = fs.openSync("/", O_PATH | fs.constants.O_DIRECTORY);
  } catch (error) {
    throw unfit("O_PATH cannot be opened", error);
  }
  try {
    checkDescriptor(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function checkDescriptor(fd: number): void {
  let named: fs.Stats;
  let text: string;
  try {
    named = fs.statSync(`/proc/self/fd/${fd}/.`);
    text = fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch (error) {
    throw unfit("/proc is not mounted", error);
  }
  const direct = fs.fstatSync(fd);
  if (text !== "/" || named.ino !== direct.ino || named.dev !== direct.dev) {
    throw unfit("/proc/self/fd does not name this process's descriptors");
  }
  try {
    fs.readSync(fd, new Uint8Array(1));
  } catch (error) {
    if (errorCode(error) === "EBADF") return;
  }
  throw unfit("O_PATH has another meaning here");
}

function unfit(why: string, cause?: unknown): Error {
  return new Error(
    `this system cannot hold the jail: ${why}. ` +
      `Set "portable: true" to serve the root without safety against races, or "symlinks: "follow"" for a trusted tree`,
    cause === undefined ? undefined : { cause },
  );
}
