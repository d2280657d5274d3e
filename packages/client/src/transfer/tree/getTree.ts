import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { get } from "../get.ts";
import { Download } from "./download.ts";
import { treeReport, type TreeOptions, type TreeReport } from "./treeOptions.ts";
import { TreeTransfer } from "./treeTransfer.ts";

/** Downloads what is in a remote folder into a local one, or a single file. */
export async function getTree(
  session: Session,
  remotePath: string,
  localPath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const call = { operation: "get", path: remotePath, signal: options.signal, timeout: options.timeout };
  const top = await attributesOf(session, "stat", remotePath, call);
  if (top.type === "file") return treeReport(await get(session, remotePath, localPath, options));
  return new TreeTransfer(new Download(session, localPath), options, session.room).run(remotePath, top);
}
