/**
 * The SFTP protocol, version 3 with OpenSSH's extensions, as bytes and messages. No I/O, no promises, no
 * dependencies; plain `Uint8Array` everywhere.
 *
 * @example
 * ```ts
 * import { decodeRequest, encodeRequest, FrameReader } from "@sftp/wire";
 *
 * const packet = encodeRequest("stat", 7, { path: "/etc/motd" });
 * for (const { bytes } of new FrameReader().push(packet)) console.log(decodeRequest(bytes));
 * ```
 *
 * @packageDocumentation
 */
export { type Attrs, AttrsFlag } from "./attrs.ts";
export {
  checkFileAlgorithms,
  checkFileBlocks,
  type CheckFileDialect,
  type CheckFileReply,
  decodeCheckFileReply,
  encodeCheckFileReply,
} from "./checkFile.ts";
export {
  decodeExtendedReply,
  type DecodedReply,
  type DecodedRequest,
  decodeReply,
  decodeRequest,
  encodeExtendedReply,
  encodeReply,
  encodeRequest,
} from "./codec.ts";
export { escapeName } from "./escapeName.ts";
export type { Body, Field, FieldKind, Fields, NameEntry } from "./fields.ts";
export { DEFAULT_MAX_FRAME, type Frame, type FrameMemory, FrameReader } from "./frameReader.ts";
export type { NameCodec } from "./names.ts";
export { OpenFlags, opensForWriting } from "./openFlags.ts";
export {
  extendedReplies,
  type ExtendedReplyRow,
  replies,
  type ReplyBody,
  type ReplyName,
  type ReplyRow,
} from "./replies.ts";
export { RequestIds } from "./requestIds.ts";
export {
  type Effect,
  EXTENDED,
  type ExpectedReply,
  extensionNames,
  type ReplyTo,
  type RequestBody,
  type RequestName,
  type RequestRow,
  requests,
} from "./requests.ts";
export { DATA_OVERHEAD, roomyData, type RoomyPacket, roomyWrite, writeHead } from "./roomyPacket.ts";
export {
  isProtocolError,
  isSFTPError,
  PROTOCOL_ERROR,
  protocolError,
  SFTPError,
  type SFTPErrorDetails,
} from "./sftpError.ts";
export { latin1, singleByte } from "./singleByte.ts";
export { StatusCode, statusErrno, statusName, type StatusName, statusSince, statusText } from "./status.ts";
export { SYMLINK_ORDER, type SymlinkOrder } from "./symlinkOrder.ts";
export { formatReply, formatRequest } from "./trace.ts";
export { MAX_UINT64, toUInt64, type UInt64 } from "./uint64.ts";
export { utf8 } from "./utf8.ts";
export {
  decodeVersion,
  encodeVersion,
  INIT,
  negotiateVersion,
  PROTOCOL_VERSION,
  VERSION,
  type VersionMessage,
} from "./version.ts";
export {
  decodeList,
  decodeSupported2,
  decodeVendorId,
  decodeVersions,
  type Supported2,
  type VendorId,
} from "./versionPairs.ts";
