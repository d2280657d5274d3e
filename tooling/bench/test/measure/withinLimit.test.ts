import { spawn } from "node:child_process";
import { once } from "node:events";

import { describe, expect, it } from "vitest";

import { TooSlow, withinLimit } from "../../src/measure/withinLimit.ts";

describe("withinLimit", () => {
  it("ends a process that takes too long, and says so", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const work = async (): Promise<void> => {
      await once(child, "close");
      throw new Error("it ended");
    };
    await expect(withinLimit(child, work, 0.05)).rejects.toThrow(TooSlow);
    expect(child.signalCode).toBe("SIGKILL");
  });

  it("hands on what comes of the work in time", async () => {
    const child = spawn(process.execPath, ["-e", "process.exit(3)"]);
    expect(await withinLimit(child, async () => (await once(child, "close"))[0])).toBe(3);
    const failing = withinLimit(child, () => Promise.reject(new Error("no such file")));
    await expect(failing).rejects.toThrow("no such file");
  });
});
