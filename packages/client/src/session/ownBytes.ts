import type { DecodedReply } from "@sftp/wire";

/**
 * The reply with a payload of its own, not a view of memory that the transport may use again. A frame that
 * fills its buffer was gathered from several chunks and is nobody else's already: that, the usual case of a
 * large DATA, is not copied.
 */
export function ownBytes(reply: DecodedReply, frame: Uint8Array): DecodedReply {
  if (frame.length === frame.buffer.byteLength) return reply;
  if (reply.name === "data") reply.body.data = new Uint8Array(reply.body.data);
  else if (reply.name === "extendedReply") reply.body.payload = new Uint8Array(reply.body.payload);
  return reply;
}
