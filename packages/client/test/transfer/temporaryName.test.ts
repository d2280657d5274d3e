import { describe, expect, it } from "vitest";
import { folderOf, localTemporaryPath, remoteTemporaryPath } from "../../src/transfer/temporaryName.ts";

const TAIL = /\.[0-9a-f]{32}\.part$/;

describe("the path of what is not complete", () => {
  it.each([
    ["f", "."],
    ["/f", "/."],
    ["a/../b.txt", "a/../."],
    ["/d/ü", "/d/."],
  ])("of %s is in the same folder, hidden, and another one each time", (path, folder) => {
    const [one, other] = [remoteTemporaryPath(path, true), remoteTemporaryPath(path, true)];
    expect(one).toMatch(TAIL);
    expect(one.replace(TAIL, "")).toBe(folder + path.slice(path.lastIndexOf("/") + 1));
    expect(one).not.toBe(other);
  });

  it("is no longer than names may be, whatever is cut", () => {
    for (const name of ["x".repeat(255), "ü".repeat(127), "\u{1f600}".repeat(63)]) {
      const part = remoteTemporaryPath(`/d/${name}`, true).slice(3);
      expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
      // Half a character would throw.
      expect(encodeURI(part)).toMatch(TAIL);
    }
  });

  it.skipIf(process.platform === "win32")(
    "is beside a local file too, also of a name that is no text",
    () => {
      expect(localTemporaryPath("f")).toMatch(/^\.\/\.f\.[0-9a-f]{32}\.part$/);
      expect(localTemporaryPath("/a/../f")).toMatch(/^\/a\/\.\.\/\.f\./);
      const odd = Buffer.from([0x2f, 0x64, 0x2f, 0xff, 0xc3, 0xbc]);
      const part = localTemporaryPath(odd) as Buffer;
      expect(part.subarray(0, 7)).toEqual(Buffer.from([0x2f, 0x64, 0x2f, 0x2e, 0xff, 0xc3, 0xbc]));
      expect(part.toString("latin1")).toMatch(TAIL);
      expect(folderOf(odd)).toEqual(Buffer.from("/d/"));
      expect(folderOf("f")).toBe("./");
    },
  );
});
