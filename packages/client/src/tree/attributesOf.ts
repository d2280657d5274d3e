import { SFTPAttributes } from "@sftp/attributes";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";

/** What STAT, which follows links, or LSTAT says of a path: the one that errors name, unless another is given. */
export async function attributesOf(
  context: ClientContext,
  request: "stat" | "lstat",
  operation: PathOperation,
  path: string = operation.path,
): Promise<SFTPAttributes> {
  const { attrs } = await context.session.call(request, { path }, operation);
  return SFTPAttributes.fromWire(attrs);
}
