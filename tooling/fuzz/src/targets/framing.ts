import { join, Random, string, u32, u8 } from "@sftp/testing";
import { FrameReader } from "@sftp/wire";

import { mutateParts } from "../mutate.ts";
import { content, number, type Part } from "../parts.ts";
import { outcome, type Target } from "../target.ts";
import { nastyBytes } from "../values.ts";

/** The frame reader: whatever the chunks, the same frames come out, and their bytes are the stream's. */
export const framing: Target = {
  name: "framing",
  // What a frame is gathered in grows by doubling, or is as large as all that the stream has brought.
  buffersPerByte: 4,

  generate(random) {
    const parts: Part[] = [];
    for (let packets = 1 + random.below(6); packets > 0; packets--) {
      const packet = string(join(u8(random.below(256)), nastyBytes(random)));
      parts.push(number(packet.subarray(0, 4)), content(packet.subarray(4)));
    }
    return mutateParts(random, parts);
  },

  execute(input) {
    const random = new Random(input.reduce((sum, byte) => Math.imul(sum, 31) + byte, 7));
    const pieces = read(chunks(input, () => 1 + random.below(40)));
    return () => {
      const whole = read([input]);
      if (pieces.refused !== whole.refused || pieces.frames.length !== whole.frames.length) {
        throw new Error(
          `${pieces.frames.length} frames came out of pieces, ${whole.frames.length} out of the whole`,
        );
      }
      let at = 0;
      for (const [index, frame] of whole.frames.entries()) {
        const packet = join(u32(frame.length), frame);
        const there = Buffer.from(input.buffer, input.byteOffset + at, packet.length);
        if (!there.equals(packet) || Buffer.compare(frame, pieces.frames[index]!) !== 0) {
          throw new Error(`frame ${index} is not what stands at byte ${at}`);
        }
        at += packet.length;
      }
    };
  },
};

function read(stream: Iterable<Uint8Array>): { frames: Uint8Array[]; refused: boolean } {
  const reader = new FrameReader();
  const frames: Uint8Array[] = [];
  const result = outcome(() => {
    for (const chunk of stream) {
      for (const { bytes } of reader.push(chunk)) frames.push(bytes);
    }
  });
  return { frames, refused: "refusal" in result };
}

function* chunks(input: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let at = 0; at < input.length;) {
    const end = at + size();
    yield input.subarray(at, end);
    at = end;
  }
}
