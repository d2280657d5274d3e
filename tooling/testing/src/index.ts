export { frame, join, raw, string, u16, u32, u64, u8 } from "./bytes.ts";
export { channelPair, MemoryChannel, type ChannelPairOptions } from "./channelPair.ts";
export {
  FaultyDuplex,
  faultyPair,
  type Ending,
  type EndingKind,
  type Faults,
  type WritingFault,
} from "./faultyDuplex.ts";
export { fromHex, hexDump } from "./hex.ts";
export { Random } from "./random.ts";
export { nextTurn, turns, until } from "./turns.ts";
