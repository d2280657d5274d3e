import { stat } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import type { Session } from "../../session/session.ts";
import { put } from "../put.ts";
import type { TransferReport } from "../transferReport.ts";
import type { TreeOptions } from "./treeOptions.ts";
import { TreeTransfer } from "./treeTransfer.ts";
import { Upload } from "./upload.ts";

/** Uploads what is in a local folder into a remote one, or a single file. */
export async function putTree(
  session: Session,
  localPath: string,
  remotePath: string,
  options: TreeOptions,
): Promise<TransferReport> {
  const top = SFTPAttributes.fromStat(await stat(localPath));
  if (top.type === "file") return (await put(session, localPath, remotePath, options)).report;
  return new TreeTransfer(new Upload(session, remotePath), options, session.room).run(localPath, top);
}
