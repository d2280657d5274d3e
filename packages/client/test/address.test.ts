import { describe, expect, it } from "vitest";
import { isAddress, parseAddress } from "../src/address.ts";

describe("parseAddress", () => {
  it.each([
    ["sftp://me@host:2222/a/b", { host: "host", port: 2222, username: "me" }, "/a/b"],
    ["sftp://host/~/a", { host: "host", port: undefined, username: undefined }, "a"],
    ["sftp://host/~", { host: "host", port: undefined, username: undefined }, "."],
    ["sftp://host/~me", { host: "host", port: undefined, username: undefined }, "/~me"],
    ["sftp://host", { host: "host", port: undefined, username: undefined }, "."],
    ["sftp://host/", { host: "host", port: undefined, username: undefined }, "/"],
    ["SFTP://[::1]:22/x", { host: "::1", port: 22, username: undefined }, "/x"],
    ["sftp://a%40b@host/50%25%20off", { host: "host", port: undefined, username: "a@b" }, "/50% off"],
    ["sftp://host/a?b#c:d@e", { host: "host", port: undefined, username: undefined }, "/a?b#c:d@e"],
    ["sftp://host/a/../b//c", { host: "host", port: undefined, username: undefined }, "/a/../b//c"],
    ["me@host:dir/file", { host: "host", port: undefined, username: "me" }, "dir/file"],
    ["host:/abs", { host: "host", port: undefined, username: undefined }, "/abs"],
    ["host:", { host: "host", port: undefined, username: undefined }, "."],
    ["me@[fe80::1]:x", { host: "fe80::1", port: undefined, username: "me" }, "x"],
    ["host:a:b@c", { host: "host", port: undefined, username: undefined }, "a:b@c"],
  ])("reads %s", (text, server, path) => {
    expect(parseAddress(text)).toEqual({ ...server, path });
  });

  it("takes bytes that are no UTF-8, as names on a server may be", () => {
    expect(parseAddress("sftp://host/caf%e9").path).toBe("/caf\udce9");
  });

  it.each(["/plain/path", "./a:b", "dir/a:b", "", ":x", "sftp://", "sftp://host:99999999/", "sftp:///x"])(
    "refuses %j, which names no server",
    (text) => {
      expect(() => parseAddress(text)).toThrow(TypeError);
    },
  );

  it("refuses a password, and does not repeat it", () => {
    expect(() => parseAddress("sftp://me:secret@host/")).toThrow(/^(?!.*secret).*--password-env/);
  });
});

describe("isAddress", () => {
  it.each([
    ["sftp://host/x", true],
    ["me@host:x", true],
    ["a:b", true],
    ["./a:b", false],
    ["/a:b", false],
    ["plain", false],
  ])("%s: %s", (text, expected) => {
    expect(isAddress(text)).toBe(expected);
  });
});
