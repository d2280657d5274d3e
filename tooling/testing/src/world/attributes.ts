import { join, u32, u64 } from "../bytes.ts";
import type { FieldReader } from "../fieldReader.ts";
import { fullMode, type Node } from "./tree.ts";

/** What an ATTRS structure holds; what is `undefined` is not in it. */
export interface Attributes {
  size?: number | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
  mode?: number | undefined;
  atime?: number | undefined;
  mtime?: number | undefined;
}

/** Takes an ATTRS structure of version 3 apart. */
export function readAttributes(reader: FieldReader): Attributes {
  const flags = reader.u32();
  const attributes: Attributes = {};
  if (flags & 1) attributes.size = Number(reader.u64());
  if (flags & 2) Object.assign(attributes, { uid: reader.u32(), gid: reader.u32() });
  if (flags & 4) attributes.mode = reader.u32();
  if (flags & 8) Object.assign(attributes, { atime: reader.u32(), mtime: reader.u32() });
  return attributes;
}

/** An ATTRS structure of version 3. */
export function attributeBytes({ size, uid, gid, mode, atime, mtime }: Attributes): Uint8Array {
  const parts: Uint8Array[] = [];
  let flags = 0;
  if (size !== undefined) {
    flags |= 1;
    parts.push(u64(size));
  }
  if (uid !== undefined && gid !== undefined) {
    flags |= 2;
    parts.push(u32(uid), u32(gid));
  }
  if (mode !== undefined) {
    flags |= 4;
    parts.push(u32(mode));
  }
  if (atime !== undefined && mtime !== undefined) {
    flags |= 8;
    parts.push(u32(atime), u32(mtime));
  }
  return join(u32(flags), ...parts);
}

/** What an honest server says of a node. */
export function attributesOf(node: Node): Attributes {
  const { data, uid, gid, atime, mtime } = node;
  return { size: data.length, uid, gid, mode: fullMode(node), atime, mtime };
}

/** Sets what is present, as SETSTAT does. */
export function applyAttributes(node: Node, { size, uid, gid, mode, atime, mtime }: Attributes): void {
  if (size !== undefined) {
    const data = new Uint8Array(size);
    data.set(node.data.subarray(0, size));
    node.data = data;
  }
  if (uid !== undefined && gid !== undefined) Object.assign(node, { uid, gid });
  if (mode !== undefined) node.mode = mode & 0o7777;
  if (atime !== undefined && mtime !== undefined) Object.assign(node, { atime, mtime });
}
