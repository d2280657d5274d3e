import { decodeReply, decodeRequest, encodeReply, encodeRequest, FrameReader } from "@sftp/wire";

import type { Contender } from "./contender.ts";
import { SAMPLE_ID } from "./samples.ts";

/** `@sftp/wire`: a packet from a message, and a message from the chunks of a stream. */
export const ours: Contender = {
  name: "@sftp/wire",
  encoder: (sample) => () => {
    if (sample.side === "request") encodeRequest(sample.name, SAMPLE_ID, sample.body as never);
    else encodeReply(sample.name, SAMPLE_ID, sample.body as never);
  },
  decoder(sample) {
    const reader = new FrameReader();
    const decode = sample.side === "request" ? decodeRequest : decodeReply;
    return (chunks) => {
      for (const chunk of chunks) for (const { bytes } of reader.push(chunk)) decode(bytes);
    };
  },
};
