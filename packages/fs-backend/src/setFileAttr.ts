import type { SFTPAttributes } from "@sftp/server";

import { toBytes } from "./byteText.ts";
import { asyncCalls } from "./calls.ts";
import { changeAttributes, foundChanges } from "./changeAttributes.ts";
import { run } from "./routine.ts";
import { PlainTree } from "./tree/plainTree.ts";

/**
 * Sets what `attr` has on a local file, as `SETSTAT` means it: size, then owner, mode and times, each only if it is
 * present. Content is never touched beyond the new size. Links are followed; there is no jail around `filename`.
 *
 * @throws the error of the first step that fails, as Node's `fs` does; or, if something has been set by then, an
 * `SFTPError` with the same `code` that says what.
 */
export async function setFileAttr(filename: string, attr: SFTPAttributes): Promise<void> {
  const tree = new PlainTree(asyncCalls, toBytes(process.cwd()), false);
  await run(
    tree.look(filename, "follow", (found) => changeAttributes(foundChanges(asyncCalls, found), attr)),
  );
}
