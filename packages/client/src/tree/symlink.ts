import { isSFTPError } from "@sftp/wire";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { attributesOf } from "./attributesOf.ts";

/** Makes a link at `call.path`, with the arguments in the order that the server understands. */
export async function symlink(
  session: Session,
  target: string,
  call: CallOptions & { path: string },
): Promise<void> {
  const [targetPath, linkPath] =
    session.symlinkOrder === "link-first" ? [call.path, target] : [target, call.path];
  await session.call("symlink", { targetPath, linkPath }, call);
}

/** As `symlink`, in the place of a link that is there already. */
export async function replaceLink(
  session: Session,
  target: string,
  call: CallOptions & { path: string },
): Promise<void> {
  try {
    await symlink(session, target, call);
  } catch (error) {
    if (!isSFTPError(error) || error.status === undefined) throw error;
    const there = await attributesOf(session, "lstat", call.path, call).catch(() => undefined);
    if (there?.type !== "symlink") throw error;
    await session.call("remove", { path: call.path }, call);
    await symlink(session, target, call);
  }
}
