import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  FrameReader,
  isProtocolError,
} from "@sftp/wire";

const stat = encodeRequest("stat", 7, { path: "/srv/data" }).subarray(4);
const mkdir = encodeRequest("mkdir", 7, { path: "/srv/data", attrs: {} }).subarray(4);
const data = encodeReply("data", 7, { data: new Uint8Array(100) }).subarray(4);
const name = encodeReply("name", 7, { entries: [] }).subarray(4);
const lie = Buffer.from("ffffffff", "hex");

/** Packets that must not be accepted, each with what refuses it. */
export const rejections: Record<string, () => void> = {
  "request, cut in its path": malformed(stat.subarray(0, -3)),
  "request, bytes behind it": malformed(Buffer.concat([stat, lie])),
  "request, count that lies": malformed(
    Buffer.concat([mkdir.subarray(0, -4), Buffer.of(0x80, 0, 0, 0), lie]),
  ),
  "reply, cut in its data": refused(() => decodeReply(data.subarray(0, 50))),
  "reply, count that lies": refused(() => decodeReply(Buffer.concat([name.subarray(0, -4), lie]))),
  "frame, impossible length": refused(() => new FrameReader().push(lie).next()),
};

function malformed(frame: Uint8Array): () => void {
  return () => {
    const { kind } = decodeRequest(frame);
    if (kind !== "malformed") throw new Error(`a broken packet was decoded as ${kind}`);
  };
}

function refused(decode: () => unknown): () => void {
  return () => {
    try {
      decode();
    } catch (error) {
      if (isProtocolError(error)) return;
      throw error;
    }
    throw new Error("a broken packet was decoded");
  };
}
