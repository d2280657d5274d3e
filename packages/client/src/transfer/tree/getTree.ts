import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { get } from "../get.ts";
import type { TransferReport } from "../transferReport.ts";
import { Download } from "./download.ts";
import type { TreeOptions } from "./treeOptions.ts";
import { TreeTransfer } from "./treeTransfer.ts";

/** Downloads what is in a remote folder into a local one, or a single file. */
export async function getTree(
  session: Session,
  remotePath: string,
  localPath: string,
  options: TreeOptions,
): Promise<TransferReport> {
  const call = { operation: "get", path: remotePath, signal: options.signal, timeout: options.timeout };
  const top = await attributesOf(session, "stat", remotePath, call);
  if (top.type === "file") return get(session, remotePath, localPath, options);
  return new TreeTransfer(new Download(session, localPath), options, session.room).run(remotePath, top);
}
