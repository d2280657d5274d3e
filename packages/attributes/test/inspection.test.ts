import { inspect } from "node:util";
import { describe, expect, it } from "vitest";

import { SFTPAttributes } from "../src/index.ts";

const raw = (text: string) => new TextEncoder().encode(text);

describe("what console.log shows", () => {
  it("[A5] is paramiko's repr, with only the groups that are there", () => {
    const attributes = new SFTPAttributes({
      size: 5,
      uid: 1000,
      gid: 100,
      mode: 0o100644,
      atime: 1_000_000_000.9,
      mtime: new Date(1_100_000_000_000),
      attr: new Map([["k", raw("v")]]),
    });
    expect(inspect(attributes)).toBe(
      '<SFTPAttributes: [ size=5 uid=1000 gid=100 mode=0o100644 atime=1000000000 mtime=1100000000 "k"=v ]>',
    );
    expect(inspect(new SFTPAttributes())).toBe("<SFTPAttributes: [ ]>");
    expect(inspect(new SFTPAttributes({ size: 0 }))).toBe("<SFTPAttributes: [ size=0 ]>");
    expect(inspect(new SFTPAttributes({ size: 2n ** 64n - 1n }))).toBe(
      "<SFTPAttributes: [ size=18446744073709551615 ]>",
    );
  });

  it("[A5] leaves out half a pair, as ATTRS cannot hold it", () => {
    expect(inspect(new SFTPAttributes({ uid: 1, mtime: 1 }))).toBe("<SFTPAttributes: [ ]>");
  });

  it("is no longer than it must be, and acts on no terminal", () => {
    const attr = new Map([["\u001b[2J", raw(`\u001b${"x".repeat(300)}`)]]);
    expect(inspect(new SFTPAttributes({ attr }))).toBe(
      `<SFTPAttributes: [ "\\u{1b}[2J"=\\u{1b}${"x".repeat(255)}... (301 bytes) ]>`,
    );
  });
});
