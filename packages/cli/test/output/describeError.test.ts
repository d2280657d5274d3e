import { readFile } from "node:fs/promises";
import { SFTPError } from "@sftp/sftp";
import { describe, expect, it } from "vitest";
import { ConnectionError } from "../../src/connection/connectionError.ts";
import { errorJson, errorLine } from "../../src/output/describeError.ts";
import { UsageError } from "../../src/usageError.ts";

const noFile = new SFTPError(2, "ENOENT: No such file, open '/x'", { operation: "open", path: "/x" });

describe("errorLine", () => {
  it("names the command once", () => {
    const error = new RangeError("put: source must not be empty");
    expect(errorLine(error, "put")).toBe("sftp-cli: put: source must not be empty\n");
  });

  it("names the path, and says why in words", () => {
    expect(errorLine(noFile, "get")).toBe("sftp-cli: /x: No such file\n");
  });

  it("does the same for errors of local files", async () => {
    const error = await readFile("/no/such").catch((caught: unknown) => caught);
    expect(errorLine(error, "put")).toBe("sftp-cli: /no/such: no such file or directory\n");
  });

  it("names both paths where there are two", () => {
    const message = "EEXIST: File already exists, rename '/a' -> '/b'";
    const error = new SFTPError("EEXIST", message, { operation: "rename", path: "/a" });
    expect(errorLine(error, "rename")).toBe(
      "sftp-cli: /a -> /b: File already exists; -f replaces it, if the server can\n",
    );
  });

  it("names the server where no session came about", () => {
    const cause = new SFTPError("ECONNREFUSED", "no connection to host port 22: refused", {
      operation: "connect",
    });
    expect(errorLine(new ConnectionError("me@host", ".", cause), "ls")).toBe(
      "sftp-cli: me@host: no connection to host port 22: refused; " +
        "nothing listens there: check the host and the port\n",
    );
  });

  it("names the command where nothing else is known", () => {
    expect(errorLine(new UsageError("no way"), "get")).toBe("sftp-cli: get: no way\n");
    expect(errorLine("thrown text", "get")).toBe("sftp-cli: get: thrown text\n");
  });

  it("is one line without control characters, whatever a server said", () => {
    const error = new SFTPError(4, "FAILURE: \u001b[31mred\nline, stat '/a\nb'", {
      operation: "stat",
      path: "/a\nb",
    });
    const line = errorLine(error, "stat");
    expect(line).toMatch(/^[^\n]*\n$/);
    expect(line).not.toContain("\u001b");
  });
});

describe("errorJson", () => {
  it("has what the contract lists", () => {
    expect(JSON.parse(errorJson(noFile))).toEqual({
      error: { code: "ENOENT", status: 2, operation: "open", path: "/x", message: noFile.message },
    });
  });

  it("has a status only if it came from a STATUS", () => {
    const { error } = JSON.parse(errorJson(new SFTPError("ETIMEDOUT", "slow"))) as { error: object };
    expect(error).not.toHaveProperty("status");
  });

  it("tells wrong usage by its code", () => {
    expect(JSON.parse(errorJson(new UsageError("no")))).toEqual({
      error: { code: "ERR_USAGE", message: "no" },
    });
  });

  it("shows the cause of a failed connection", () => {
    const error = new ConnectionError("host", ".", new SFTPError("ERR_SFTP_HOST_KEY", "unknown key"));
    expect(JSON.parse(errorJson(error))).toMatchObject({ error: { code: "ERR_SFTP_HOST_KEY" } });
  });
});
