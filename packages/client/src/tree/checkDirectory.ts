import { fileType } from "@sftp/attributes";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";

/**
 * Checks that a path is a directory: by what STAT says, or, from servers that leave the type out, by opening
 * it.
 *
 * @throws SFTPError ENOTDIR if it is something else
 */
export async function checkDirectory(session: Session, call: CallOptions & { path: string }): Promise<void> {
  const { attrs } = await session.call("stat", { path: call.path }, call);
  const type = fileType(attrs.mode);
  if (type === "directory") return;
  if (type !== "unknown") throw callError("ENOTDIR", "not a directory", call);
  const { handle } = await session.call("opendir", { path: call.path }, call);
  await session.call("close", { handle }, call);
}
