import { createHash } from "node:crypto";
import { type FieldReader, frame, string, u32 } from "@sftp/testing";
import { Packet, status, Status } from "./status.ts";
import type { Node, Tree } from "./tree.ts";

/** What an extended request is about, as far as the model knows it. */
export interface ExtendedScope {
  readonly tree: Tree;
  /** What a handle is open on. */
  nodeOf(handle: Uint8Array): Node | undefined;
}

type Handler = (id: number, body: FieldReader, scope: ExtendedScope) => Uint8Array;

/** The extensions that a model server has if its VERSION announces them; check-file also under its handle's name. */
export const extensionHandlers: Readonly<
  Record<string, { readonly announcedAs: string; readonly answer: Handler }>
> = {
  "posix-rename@openssh.com": { announcedAs: "posix-rename@openssh.com", answer: posixRename },
  "fsync@openssh.com": { announcedAs: "fsync@openssh.com", answer: fsync },
  "check-file-handle": { announcedAs: "check-file", answer: checkFile },
};

/** What VERSION announces so that the model has all of them. */
export const everyExtension: readonly (readonly [name: string, data: string])[] = [
  ["posix-rename@openssh.com", "1"],
  ["fsync@openssh.com", "1"],
  ["check-file", "sha256"],
];

function posixRename(id: number, body: FieldReader, { tree }: ExtendedScope): Uint8Array {
  const from = tree.resolve(body.text(), false)!;
  const to = tree.resolve(body.text(), false)!;
  const node = tree.nodes.get(from);
  if (node === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
  tree.nodes.delete(from);
  tree.nodes.set(to, node);
  return status(id, Status.OK);
}

function fsync(id: number, body: FieldReader, { nodeOf }: ExtendedScope): Uint8Array {
  return status(id, nodeOf(body.string()) === undefined ? Status.FAILURE : Status.OK);
}

function checkFile(id: number, body: FieldReader, { nodeOf }: ExtendedScope): Uint8Array {
  const node = nodeOf(body.string());
  if (node === undefined || !body.text().split(",").includes("sha256")) return status(id, Status.FAILURE);
  const [offset, length, blockSize] = [Number(body.u64()), Number(body.u64()), body.u32()];
  const range = node.data.subarray(offset, length === 0 ? undefined : offset + length);
  const digests: Uint8Array[] = [];
  for (let at = 0; at < range.length; at += blockSize) {
    digests.push(
      createHash("sha256")
        .update(range.subarray(at, at + blockSize))
        .digest(),
    );
  }
  return frame(Packet.EXTENDED_REPLY, u32(id), string("sha256"), ...digests);
}
