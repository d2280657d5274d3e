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
export { FieldReader } from "./fieldReader.ts";
export { fromHex, hexDump } from "./hex.ts";
export { openDescriptors } from "./openDescriptors.ts";
export { Random } from "./random.ts";
export { repeats } from "./repeats.ts";
export { ScriptedPeer, type Answer, type ReceivedFrame } from "./scriptedPeer.ts";
export { nextTurn, turns, until } from "./turns.ts";
export { applyAttributes, attributesOf, type Attributes } from "./world/attributes.ts";
export { Flag, Packet, Status, status } from "./world/packets.ts";
export { refusing } from "./world/refusals.ts";
export { isRefusal, refusal, type Reply } from "./world/reply.ts";
export type { WorldRequest } from "./world/request.ts";
export { switches, switchNames, type SwitchName } from "./world/switches.ts";
export { fullMode, made, type Node, Tree } from "./world/tree.ts";
export {
  type Exchange,
  type Layer,
  type Switch,
  type WorldHandle,
  WorldServer,
} from "./world/worldServer.ts";
