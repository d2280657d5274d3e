import { realpath } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openDescriptors, turns } from "@sftp/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, type ProcessOptions } from "../../src/process/connect.ts";
import type { SFTPClient } from "../../src/client.ts";
import { temporaryDirectory } from "../transfer/temporaryDirectory.ts";

const PROGRAM = fileURLToPath(new URL("program.mjs", import.meta.url));

function start(args: string[] = [], options: Partial<ProcessOptions> = {}): Promise<SFTPClient> {
  return connect({ command: process.execPath, args: [PROGRAM, ...args], ...options });
}

interface Told {
  args: string[];
  cwd: string;
  word?: string;
  pid: number;
}

/** What the program says it was started with. */
async function told(sftp: SFTPClient): Promise<Told> {
  return JSON.parse(await sftp.normalize(".")) as Told;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a session with a program", () => {
  it("is one, and closing it ends the program", async () => {
    const before = openDescriptors();
    const cwd = await realpath(await temporaryDirectory());
    const sftp = await start(["a b", "$HOME"], { cwd, env: { WORD: "yes" } });
    const { pid, ...rest } = await told(sftp);
    expect(rest).toEqual({ args: ["a b", "$HOME"], cwd, word: "yes" });
    await sftp.close();
    expect(isAlive(pid)).toBe(false);
    expect(await sftp.closed).toBeUndefined();
    expect(openDescriptors()).toEqual(before);
  });

  it("fails with the system's words for a program that is not there", async () => {
    const error = await connect({ command: "/no/such/program" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "SFTPError", operation: "connect" });
    expect((error as Error).message).toContain("spawn /no/such/program ENOENT");
  });

  it("fails with what the program printed on stderr, if it ends before there is one", async () => {
    await expect(start(["fail"])).rejects.toThrow(/exited with code 3: no such subsystem/);
  });

  it("fails with what the program printed when it ends in the middle of it", async () => {
    const sftp = await start(["die"]);
    await expect(sftp.stat("/")).rejects.toMatchObject({ name: "SFTPError", operation: "stat", path: "/" });
    const error = await sftp.closed;
    expect(error!.message).toMatch(/exited with code 4: it broke/);
    await sftp.close();
  });

  it("fails when the program is killed", async () => {
    const sftp = await start();
    const { pid } = await told(sftp);
    process.kill(pid, "SIGKILL");
    expect((await sftp.closed)!.message).toMatch(/was ended by SIGKILL/);
    await sftp.close();
  });

  it("[C-2] gives up a program that says nothing, and ends it", async () => {
    const before = openDescriptors();
    await expect(start(["quiet"], { timeout: 50 })).rejects.toMatchObject({ code: "ETIMEDOUT" });
    expect(openDescriptors()).toEqual(before);
  });

  it("[C-4] ends on abort, and ends the program", async () => {
    const before = openDescriptors();
    const controller = new AbortController();
    const starting = start(["quiet"], { signal: controller.signal });
    controller.abort();
    await expect(starting).rejects.toMatchObject({ code: "ABORT_ERR" });
    expect(openDescriptors()).toEqual(before);
  });

  it("[C-2] ends within 5 seconds a program that does not want to end", async () => {
    const sftp = await start(["stay"]);
    const { pid } = await told(sftp);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const closing = sftp.close();
    for (let elapsed = 0; elapsed < 5_000; elapsed += 100) {
      await turns(3);
      await vi.advanceTimersByTimeAsync(100);
    }
    await closing;
    expect(isAlive(pid)).toBe(false);
  });
});
