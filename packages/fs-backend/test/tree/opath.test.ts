import fs from "node:fs";

import { afterEach, describe, expect, it, vi } from "vitest";

import { FsBackend } from "../../src/fsBackend.ts";
import { checkDescriptorPaths } from "../../src/tree/opath.ts";
import { scratchFolder } from "../scratch.ts";

afterEach(() => void vi.restoreAllMocks());

function refuse(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe("checkDescriptorPaths", () => {
  it("is content with this system", () => {
    expect(() => checkDescriptorPaths()).not.toThrow();
  });

  it.each([
    ["it is not Linux", () => vi.spyOn(process, "platform", "get").mockReturnValue("darwin")],
    ["O_PATH cannot be opened", () => vi.spyOn(fs, "openSync").mockImplementation(refuse("EINVAL"))],
    ["/proc is not mounted", () => vi.spyOn(fs, "readlinkSync").mockImplementation(refuse("ENOENT"))],
    ["/proc/self/fd does not name", () => vi.spyOn(fs, "readlinkSync").mockReturnValue("/elsewhere")],
    ["O_PATH has another meaning", () => vi.spyOn(fs, "readSync").mockImplementation(refuse("EISDIR"))],
  ])("refuses to start where %s, and says what to do", (why, spoil) => {
    const root = scratchFolder();
    spoil();
    expect(() => new FsBackend({ root })).toThrow(why);
    expect(() => new FsBackend({ root })).toThrow('"portable: true"');
    expect(() => new FsBackend({ root, portable: true })).not.toThrow();
    expect(() => new FsBackend({ root, symlinks: "follow" })).not.toThrow();
  });
});
