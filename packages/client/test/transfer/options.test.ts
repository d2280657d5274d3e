import { describe, expect, it } from "vitest";
import { checkOptions } from "../../src/transfer/options.ts";
import { connectModel } from "../model/connectModel.ts";

describe("options of a transfer", () => {
  it.each<[Parameters<typeof checkOptions>[0], RegExp]>([
    [{ atomic: true, resume: true }, /atomic and resume exclude each other/],
    [{ atomic: true, resume: "tail" }, /atomic and resume exclude each other/],
    [{ resume: true, onPartial: "remove" }, /resume keeps/],
    [{ replace: "unlink-first" }, /needs atomic/],
    [{ verify: "hash", confirm: false }, /confirm: false forbids/],
  ])("%j are refused", async (options, message) => {
    expect(() => checkOptions(options)).toThrow(TypeError);
    expect(() => checkOptions(options)).toThrow(message);
    const { sftp, server } = await connectModel();
    await expect(sftp.put("/none", "/f", options)).rejects.toThrow(message);
    expect(server.peer.received).toHaveLength(1);
  });

  it.each([
    {},
    { atomic: true, onPartial: "keep", verify: "hash", durable: true } as const,
    { resume: "tail", verify: "hash" } as const,
    { resume: false, onPartial: "remove", atomic: true, replace: "error" } as const,
  ])("%j go together", (options) => {
    expect(() => checkOptions(options)).not.toThrow();
  });
});
