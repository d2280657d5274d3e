import { describe, expect, it } from "vitest";

import { parseProxyHeader } from "../../../src/ssh2/listener/proxyHeader.ts";

/** A header of version 2. */
export function binaryHeader(verb: number, family: number, rest: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(rest.length);
  return Buffer.concat([
    Buffer.from("0d0a0d0a000d0a515549540a", "hex"),
    Buffer.from([verb, family]),
    length,
    rest,
  ]);
}

const ipv4 = Buffer.from([192, 0, 2, 7, 10, 0, 0, 1, 0x12, 0x34, 0, 22]);
const ipv6 = Buffer.concat([
  Buffer.from("20010db8000000000000000000000007", "hex"),
  Buffer.from("20010db8000000000000000000000001", "hex"),
  Buffer.from([0x12, 0x34, 0, 22]),
]);
const extra = Buffer.from([0x04, 0, 3, 1, 2, 3]);

const valid = [
  ["text, IPv4", Buffer.from("PROXY TCP4 192.0.2.7 10.0.0.1 4660 22\r\n"), "192.0.2.7"],
  ["text, IPv6", Buffer.from("PROXY TCP6 2001:db8::7 2001:db8::1 4660 22\r\n"), "2001:db8::7"],
  ["text, unknown", Buffer.from("PROXY UNKNOWN\r\n"), undefined],
  ["text, unknown with addresses", Buffer.from("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), undefined],
  ["binary, IPv4", binaryHeader(0x21, 0x11, ipv4), "192.0.2.7"],
  ["binary, IPv4 and more", binaryHeader(0x21, 0x11, Buffer.concat([ipv4, extra])), "192.0.2.7"],
  ["binary, IPv6", binaryHeader(0x21, 0x21, ipv6), "2001:db8::7"],
  ["binary, local", binaryHeader(0x20, 0, Buffer.alloc(0)), undefined],
  ["binary, local with addresses", binaryHeader(0x20, 0x11, ipv4), undefined],
  ["binary, not specified", binaryHeader(0x21, 0, extra), undefined],
] as const;

describe("parseProxyHeader", () => {
  it.each(valid)("reads %s, wherever it is split and whatever follows", (_what, header, address) => {
    for (let length = 0; length < header.length; length++) {
      expect(parseProxyHeader(header.subarray(0, length)), `${length} bytes`).toBeUndefined();
    }
    const client = address === undefined ? undefined : { address, port: 0x1234 };
    for (const rest of ["", "S", "SSH-2.0-x\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n"]) {
      const parsed = parseProxyHeader(Buffer.concat([header, Buffer.from(rest)]));
      expect(parsed).toEqual({ length: header.length, client });
    }
  });

  it.each([
    ["SSH-2.0-x\r\n"],
    ["PROXX"],
    ["\r\n\r\n\0\r\nQUIX"],
    ["PROXY TCP4 192.0.2.7 10.0.0.1 4660\r\n"],
    ["PROXY TCP4 192.0.2.7 10.0.0.1 70000 22\r\n"],
    ["PROXY TCP4 192.0.2.7 10.0.0.1 1 22 \r\n"],
    ["PROXY TCP4 2001:db8::7 2001:db8::1 1 22\r\n"],
    ["PROXY TCP6 192.0.2.7 10.0.0.1 1 22\r\n"],
    ["PROXY TCP4 192.0.2.777 10.0.0.1 1 22\r\n"],
    ["PROXY UDP4 192.0.2.7 10.0.0.1 1 22\r\n"],
    ["PROXY UNKNOWNS\r\n"],
    [`PROXY UNKNOWN ${"x".repeat(100)}`],
    [`PROXY UNKNOWN ${"x".repeat(100)}\r\n`],
  ])("refuses %j", (text) => {
    expect(() => parseProxyHeader(Buffer.from(text, "latin1"))).toThrow(/PROXY header/);
  });

  it.each([
    ["of version 1", binaryHeader(0x11, 0x11, ipv4)],
    ["with another command", binaryHeader(0x22, 0x11, ipv4)],
    ["of UDP", binaryHeader(0x21, 0x12, ipv4)],
    ["of a Unix socket", binaryHeader(0x21, 0x31, Buffer.alloc(216))],
    ["with too little in it", binaryHeader(0x21, 0x11, ipv4.subarray(1))],
    ["with IPv6 said and IPv4 in it", binaryHeader(0x21, 0x21, ipv4)],
    ["that is too long", binaryHeader(0x21, 0x11, Buffer.alloc(5000)).subarray(0, 20)],
  ])("refuses a binary header %s", (_what, header) => {
    expect(() => parseProxyHeader(header)).toThrow(/PROXY header/);
  });
});
