import { spawn } from "node:child_process";

import { describe, expect, it } from "vitest";

import { Worker } from "../../src/measure/worker.ts";

function scripted(script: string): Worker {
  return new Worker(spawn(process.execPath, ["-e", script], { stdio: "pipe" }), "the script");
}

describe("Worker", () => {
  it("asks and is answered, line by line", async () => {
    const worker = scripted(
      "require('readline').createInterface(process.stdin).on('line', (line) => console.log(JSON.stringify({ got: JSON.parse(line) })))",
    );
    expect(await worker.ask("one")).toEqual({ got: "one" });
    expect(await worker.ask({ two: 2 })).toEqual({ got: { two: 2 } });
    await worker.end();
  });

  it("tells what the process printed, if it ends instead of answering", async () => {
    const worker = scripted("console.error('no such host'); process.exitCode = 1");
    await expect(worker.ask("one")).rejects.toThrow(/the script ended: no such host/);
    await worker.end();
  });
});
