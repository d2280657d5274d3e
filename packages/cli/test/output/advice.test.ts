import { SFTPError } from "@sftp/sftp";
import { describe, expect, it } from "vitest";
import { ConnectionError } from "../../src/connection/connectionError.ts";
import { advice } from "../../src/output/advice.ts";

describe("advice", () => {
  it("says what to check where no connection came about", () => {
    const refused = new ConnectionError("host", ".", new SFTPError("ECONNREFUSED", "refused"));
    expect(advice(refused)).toBe("nothing listens there: check the host and the port");
    expect(advice(new ConnectionError("host", ".", new Error("whatever")))).toBeUndefined();
  });

  it("names the option that does what was wanted", () => {
    expect(advice(new SFTPError(2, "No such file", { operation: "mkdir" }))).toMatch(/^-p /);
    expect(advice(new SFTPError(2, "No such file", { operation: "stat" }))).toBeUndefined();
  });
});
