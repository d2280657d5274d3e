import { callError } from "../../session/callError.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import { nameOf } from "../../tree/nameOf.ts";
import { copyTop } from "../tree/copyTop.ts";
import { joinRemote } from "../tree/joinRemote.ts";
import { RemoteSource } from "../tree/remoteSource.ts";
import { RemoteTreeTarget } from "../tree/remoteTreeTarget.ts";
import type { TreeJob } from "../tree/treeJob.ts";
import type { TreeReport } from "../tree/treeReport.ts";
import { copyFile, type RemoteFile } from "./copyFile.ts";
import type { CopyTreeOptions } from "./copyOptions.ts";
import { sameRemoteFiles } from "./sameRemoteFiles.ts";

/** From a folder at a server into another, there or at another server. */
export function copyJob(source: RemoteFile, target: RemoteFile): TreeJob<string> {
  const here = (path: string): RemoteFile => ({ session: source.session, path });
  const there = (folder: string, name: string): RemoteFile => ({
    session: target.session,
    path: joinRemote(folder, name),
  });
  return {
    operation: "copy",
    source: new RemoteSource(source.session),
    target: new RemoteTreeTarget(target.session, target.path),
    copy: (path, folder, name, options) => copyFile(here(path), there(folder, name), options),
    isSame: (path, folder, name, length, call) =>
      sameRemoteFiles(here(path), there(folder, name), length, call),
  };
}

/** Copies what is in a folder at a server into another, or a single file. */
export async function copyTree(
  source: RemoteFile,
  target: RemoteFile,
  options: CopyTreeOptions,
): Promise<TreeReport> {
  await checkApart(source, target, { ...options, operation: "copy" });
  return copyTop(copyJob(source, target), source.path, options, source.session.room, (alone) =>
    copyFile(source, target, alone),
  );
}

/**
 * Checks that of two folders neither is in the other: a copy would find itself, over and over.
 *
 * @throws SFTPError EINVAL
 */
export async function checkApart(source: RemoteFile, target: RemoteFile, call: CallOptions): Promise<void> {
  if (source.session !== target.session) return;
  const [from, to] = await Promise.all([source, target].map((file) => realPath(file, call)));
  if (!`${to}/`.startsWith(`${from}/`) && !`${from}/`.startsWith(`${to}/`)) return;
  const words = "source and target are one folder, or one is in the other";
  throw callError("EINVAL", words, { ...call, path: source.path, destination: target.path });
}

/** The canonical path; of what is not there, as far as that can be known. */
async function realPath({ session, path }: RemoteFile, call: CallOptions): Promise<string> {
  const real = await nameOf(session, "realpath", path, { ...call, path }).catch(() => path);
  return real.replace(/\/+$/, "");
}
