import type { Sample } from "./samples.ts";

/** A codec under measurement. */
export interface Contender {
  readonly name: string;
  /** What makes the sample's packet from its message; `undefined` where this codec has no such thing to call. */
  encoder(sample: Sample): (() => void) | undefined;
  /** What takes the sample's packet from the chunks of a stream and gives the message to whoever wants it. */
  decoder(sample: Sample): ((chunks: readonly Uint8Array[]) => void) | undefined;
}
