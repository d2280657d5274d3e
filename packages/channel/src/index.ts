/**
 * SFTP frames over any Duplex: batched writes, backpressure, a cap on what a peer may announce, and one terminal state.
 *
 * @example
 * ```ts
 * import { connect } from "node:net";
 * import { FrameChannel } from "@sftp/channel";
 * import { decodeVersion, encodeVersion, INIT, VERSION } from "@sftp/wire";
 *
 * const channel = new FrameChannel(connect(2222), {
 *   frame: (bytes) => console.log(decodeVersion(VERSION, bytes)),
 * });
 * channel.send(encodeVersion(INIT, { version: 3, extensions: new Map() }));
 * console.log(await channel.closed);
 * ```
 *
 * @packageDocumentation
 */
export { BufferPool } from "./bufferPool.ts";
export {
  type ChannelEnd,
  FrameChannel,
  type FrameChannelOptions,
  type FrameHandlers,
  type MemoryAwareDuplex,
} from "./frameChannel.ts";
