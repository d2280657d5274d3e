import { SFTPAttributes } from "@sftp/attributes";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";

/** What STAT, which follows links, or LSTAT says of a path. */
export async function attributesOf(
  session: Session,
  request: "stat" | "lstat",
  path: string,
  call: CallOptions,
): Promise<SFTPAttributes> {
  const { attrs } = await session.call(request, { path }, call);
  return SFTPAttributes.fromWire(attrs);
}
