import type { ReceivedFrame } from "../scriptedPeer.ts";
import { type Attributes, readAttributes } from "./attributes.ts";
import { Packet } from "./packets.ts";

/** What the draft calls a request, in lower case; of an extended one, its own name. */
export type RequestName = string;

/** A request as a world server sees it; a field that this kind of request does not have is empty. */
export interface WorldRequest {
  readonly id: number;
  readonly name: RequestName;
  /** The path, or of two the first. */
  readonly path: string;
  /** The second of two paths. */
  readonly newPath: string;
  readonly handle: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly offset: number;
  readonly length: number;
  readonly data: Uint8Array;
}

const names = new Map<number, string>(
  Object.entries(Packet).map(([name, type]) => [type, name.toLowerCase()]),
);

/** Takes a request apart. */
export function readRequest({ type, id, fields }: ReceivedFrame): WorldRequest {
  const reader = fields();
  const name = type === Packet.EXTENDED ? reader.text() : (names.get(type) ?? `type ${type}`);
  const handle = (): string => Buffer.from(reader.string()).toString("latin1");
  const request = (rest: Partial<WorldRequest>): WorldRequest => ({
    id,
    name,
    path: "",
    newPath: "",
    handle: "",
    flags: 0,
    attributes: {},
    offset: 0,
    length: 0,
    data: new Uint8Array(),
    ...rest,
  });
  switch (name) {
    case "open":
      return request({ path: reader.text(), flags: reader.u32(), attributes: readAttributes(reader) });
    case "read":
      return request({ handle: handle(), offset: Number(reader.u64()), length: reader.u32() });
    case "write":
      return request({ handle: handle(), offset: Number(reader.u64()), data: reader.string() });
    case "setstat":
    case "mkdir":
      return request({ path: reader.text(), attributes: readAttributes(reader) });
    case "fsetstat":
      return request({ handle: handle(), attributes: readAttributes(reader) });
    case "close":
    case "fstat":
    case "readdir":
    case "fsync@openssh.com":
      return request({ handle: handle() });
    case "rename":
    case "symlink":
    case "posix-rename@openssh.com":
      return request({ path: reader.text(), newPath: reader.text() });
    case "lstat":
    case "stat":
    case "opendir":
    case "remove":
    case "rmdir":
    case "realpath":
    case "readlink":
      return request({ path: reader.text() });
    default:
      return request({});
  }
}
