import { SFTPAttributes } from "@sftp/sftp";
import { describe, expect, it } from "vitest";
import { fileFields, lastName } from "../../src/output/fileFields.ts";

describe("fileFields", () => {
  it("has all that the server sent", () => {
    const attributes = new SFTPAttributes({
      size: 5,
      mode: 0o100644,
      uid: 1,
      gid: 2,
      mtime: 1_600_000_000.9,
      atime: 1_500_000_000,
      longname: "-rw-r--r-- 1 a b 5 x",
    });
    expect(fileFields("x", attributes)).toEqual({
      name: "x",
      type: "file",
      size: 5,
      mode: 0o100644,
      uid: 1,
      gid: 2,
      mtime: 1_600_000_000,
      atime: 1_500_000_000,
      longname: "-rw-r--r-- 1 a b 5 x",
    });
  });

  it("leaves out what the server did not send", () => {
    const { name, type, ...rest } = fileFields("x", new SFTPAttributes());
    expect([name, type]).toEqual(["x", "unknown"]);
    expect(JSON.stringify(rest)).toBe("{}");
  });

  it("gives the bytes of a name that is no UTF-8", () => {
    expect(fileFields("caf\udce9", new SFTPAttributes())).toMatchObject({
      nameBytes: Buffer.from("caf\xe9", "latin1").toString("base64"),
    });
  });
});

it.each([
  ["/a/b", "b"],
  ["b/", "b"],
  ["/", "/"],
  [".", "."],
])("lastName(%s) is %s", (path, name) => {
  expect(lastName(path)).toBe(name);
});
