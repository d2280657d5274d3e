import { spawn } from "node:child_process";
import { once } from "node:events";

import { describe, expect, it } from "vitest";

import { ProcessTree } from "../../src/measure/processTree.ts";

/** Uses 0.3 seconds of CPU time. */
const burn = `
  const used = () => process.cpuUsage().user + process.cpuUsage().system;
  for (const end = used() + 300e3; used() < end; ) for (let i = 0; i < 1e6; i++);`;

describe("ProcessTree", () => {
  it("counts the CPU time of a process and of what it starts, also when both have ended", async () => {
    const script = `${burn}; require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(burn)}])`;
    const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
    const tree = new ProcessTree(child.pid!);
    await once(child, "close");
    // The last moments of each may not have been seen.
    expect(tree.stop().cpu).toBeGreaterThan(0.45);
  });

  it("counts a process alone, or what it starts alone", async () => {
    const script = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(burn)}])`;
    const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
    const [itself, below] = [new ProcessTree(child.pid!, "itself"), new ProcessTree(child.pid!, "below")];
    await once(child, "close");
    expect(below.stop().cpu).toBeGreaterThan(0.2);
    expect(itself.stop().cpu).toBeLessThan(below.stop().cpu);
  });

  it("tells by how much memory grew since it was begun", async () => {
    const script = `process.stdin.once("data", () => {
      globalThis.kept = Buffer.alloc(64 * 1024 * 1024, 1);
      process.stdout.write("done");
    });
    process.stdout.write("ready");`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "ignore"] });
    await once(child.stdout, "data");
    const tree = new ProcessTree(child.pid!);
    tree.begin();
    child.stdin.write("go");
    await once(child.stdout, "data");
    const grown = tree.stop().memory;
    child.kill();
    expect(grown).toBeGreaterThan(60 * 1024 * 1024);
    expect(grown).toBeLessThan(90 * 1024 * 1024);
  });
});
