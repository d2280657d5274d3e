// @ts-check
import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  encodeVersion,
  formatReply,
  formatRequest,
  INIT,
  OpenFlags,
  PROTOCOL_VERSION,
  StatusCode,
  statusText,
  VERSION,
} from "@sftp/wire";

const handle = Uint8Array.of(0, 0, 0, 42);
const content = new TextEncoder().encode("hello\n");

/** A file is opened, read and closed: each packet as a line of a trace and as its bytes. */
export function traceExample() {
  return [
    sent("init version=3", encodeVersion(INIT, { version: PROTOCOL_VERSION, extensions: new Map() })),
    received(
      "version version=3",
      encodeVersion(VERSION, { version: PROTOCOL_VERSION, extensions: new Map() }),
    ),
    request(encodeRequest("open", 0, { path: "/hello", flags: OpenFlags.READ, attrs: {} })),
    reply(encodeReply("handle", 0, { handle })),
    request(encodeRequest("read", 1, { handle, offset: 0, length: 32768 })),
    request(encodeRequest("read", 2, { handle, offset: 32768, length: 32768 })),
    reply(encodeReply("data", 1, { data: content })),
    reply(encodeReply("status", 2, status(StatusCode.EOF))),
    request(encodeRequest("close", 3, { handle })),
    reply(encodeReply("status", 3, status(StatusCode.OK))),
  ].join("\n");
}

/** @param {number} statusCode */
function status(statusCode) {
  return { code: statusCode, message: statusText(statusCode), language: "" };
}

/** @param {Uint8Array} packet */
function request(packet) {
  return sent(formatRequest(decodeRequest(packet.subarray(4))), packet);
}

/** @param {Uint8Array} packet */
function reply(packet) {
  return received(formatReply(decodeReply(packet.subarray(4))), packet);
}

/**
 * @param {string} line
 * @param {Uint8Array} packet
 */
function sent(line, packet) {
  return `-> ${line}\n${hex(packet)}`;
}

/**
 * @param {string} line
 * @param {Uint8Array} packet
 */
function received(line, packet) {
  return `<- ${line}\n${hex(packet)}`;
}

/** @param {Uint8Array} packet */
function hex(packet) {
  const pairs = Array.from(packet, (byte) => byte.toString(16).padStart(2, "0"));
  const lines = Array.from({ length: Math.ceil(pairs.length / 20) }, (_, line) =>
    pairs.slice(line * 20, line * 20 + 20).join(" "),
  );
  return lines.map((line) => `     ${line}`).join("\n");
}
