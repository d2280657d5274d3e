import { describe, expect, it } from "vitest";
import { parseSecondPath, parseTarget, serverName } from "../../src/connection/target.ts";
import { UsageError } from "../../src/usageError.ts";

const options = { timeout: 30 };

describe("parseTarget", () => {
  it("takes a plain path with --command, whatever it looks like", () => {
    expect(parseTarget("a:b", { ...options, command: "prog -x" }, {})).toEqual({
      server: { command: "prog", args: ["-x"] },
      path: "a:b",
      pattern: "a:b",
    });
  });

  it("takes an address without it", () => {
    expect(parseTarget("me@host:x", options, {})).toMatchObject({ server: { host: "host" }, path: "x" });
  });
});

describe("parseSecondPath", () => {
  const first = parseTarget("me@host:x", options, {});

  it.each([
    ["plain/path", "plain/path"],
    ["./a:b", "./a:b"],
    ["me@host:y", "y"],
    ["sftp://me@host/y", "/y"],
  ])("takes %s", (text, path) => {
    expect(parseSecondPath(text, first).path).toBe(path);
  });

  it.each(["other:y", "host:y", "sftp://me@host:2222/y"])("refuses %s, which is elsewhere", (text) => {
    expect(() => parseSecondPath(text, first)).toThrow(UsageError);
  });

  it("takes everything as a path where a program is the server", () => {
    expect(parseSecondPath("a:b", parseTarget("x", { ...options, command: "prog" }, {})).path).toBe("a:b");
  });
});

describe("serverName", () => {
  it.each([
    ["sftp://me@host:22/x", "me@host:22"],
    ["host:x", "host"],
  ])("of %s is %s", (text, name) => {
    expect(serverName(parseTarget(text, options, {}))).toBe(name);
  });

  it("of a program is the program", () => {
    expect(serverName(parseTarget("x", { ...options, command: "/bin/prog -x" }, {}))).toBe("/bin/prog");
  });
});
