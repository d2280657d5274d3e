import { frame, string, u32 } from "../bytes.ts";
import { attributeBytes, type Attributes } from "./attributes.ts";
import { Packet, status, Status } from "./packets.ts";

/** An entry of a NAME. */
export interface Entry {
  readonly name: string;
  readonly attributes: Attributes;
  /** Default: the name. */
  readonly longname?: string | undefined;
}

/** What a world server answers. */
export type Reply =
  | { readonly status: number; readonly words?: string }
  | { readonly handle: string }
  | { readonly data: Uint8Array }
  | { readonly attributes: Attributes }
  | { readonly entries: readonly Entry[] };

export const OK: Reply = { status: Status.OK };

/** A refusal, with words of the server's. */
export function refusal(code: number, words = ""): Reply {
  return { status: code, words };
}

/** Whether a reply is a STATUS other than OK and EOF. */
export function isRefusal(reply: Reply): reply is { status: number; words?: string } {
  return "status" in reply && reply.status > Status.EOF;
}

/** A reply as a packet. */
export function replyBytes(id: number, reply: Reply): Uint8Array {
  if ("status" in reply) return status(id, reply.status, reply.words);
  if ("handle" in reply)
    return frame(Packet.HANDLE, u32(id), string(Uint8Array.from(Buffer.from(reply.handle, "latin1"))));
  if ("data" in reply) return frame(Packet.DATA, u32(id), string(reply.data));
  if ("attributes" in reply) return frame(Packet.ATTRS, u32(id), attributeBytes(reply.attributes));
  const entries = reply.entries.flatMap(({ name, attributes, longname = name }) => [
    string(name),
    string(longname),
    attributeBytes(attributes),
  ]);
  return frame(Packet.NAME, u32(id), u32(reply.entries.length), ...entries);
}
