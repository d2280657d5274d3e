import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { writeSampleFile } from "../src/demo/sampleFiles.ts";
import { program, runCli } from "./runCli.ts";
import { scratch } from "./scratch.ts";
import { startServer } from "./startServer.ts";

/** Long enough to be interrupted in, wherever this runs. */
const SIZE = 512 * 2 ** 20;

/** Presses Ctrl-C when this is printed, once: twice would mean that it need not clean up. */
function interruptAt(pattern: RegExp): (text: string, interrupt: () => void) => void {
  let pressed = false;
  return (text, interrupt) => {
    if (pressed || !pattern.test(text)) return;
    pressed = true;
    interrupt();
  };
}

const never = new AbortController().signal;

describe("Ctrl-C", () => {
  it("ends a download with 130 and leaves nothing of it", async () => {
    const [served, here] = [await scratch(), await scratch()];
    const { url, login, env } = await startServer(served);
    await writeSampleFile(join(served, "file"), SIZE, never);

    const args = ["get", "--json", ...login, `${url}/file`, join(here, "copy")];
    const { code, stderr } = await runCli(args, { env, onOutput: interruptAt(/"transferred":\d{5}/) });

    expect(code).toBe(130);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "ABORT_ERR", message: "interrupted; what was under way is removed" },
    });
    expect(await readdir(here)).toEqual([]);
  });

  it("ends an upload with 130 and leaves nothing of it", async () => {
    const [served, here] = [await scratch(), await scratch()];
    const { url, login, env } = await startServer(served);
    await writeSampleFile(join(here, "file"), SIZE, never);

    const args = ["put", "--json", ...login, join(here, "file"), `${url}/copy`];
    const { code } = await runCli(args, { env, onOutput: interruptAt(/"transferred":\d{5}/) });

    expect(code).toBe(130);
    expect(await readdir(served)).toEqual([]);
  });

  it("ends the demo with 130 and leaves nothing of it", async () => {
    const temporary = await scratch();
    const { code } = await runCli(["demo"], {
      env: { TMPDIR: temporary },
      onOutput: interruptAt(/Serving/),
    });
    expect(code).toBe(130);
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe("a second signal", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends at once what does not end after the first: %i", async (signal, expected) => {
    const served = await scratch();
    const command = `${process.execPath} '${program}' serve '${served}' --stdio`;
    const child = spawn(process.execPath, [program, "batch", "-q", "-", "--command", command]);
    const ended = once(child, "exit");
    // The program waits for a command of the local system, which knows nothing of the signal.
    child.stdin.end("!echo $$; exec sleep 60 >/dev/null 2>&1\n");
    const [running] = (await once(child.stdout, "data")) as [Buffer];
    try {
      child.kill(signal);
      await sleep(500);
      expect(child.exitCode).toBeNull();
      child.kill(signal);
      expect(await ended).toEqual([expected, null]);
    } finally {
      process.kill(Number(running));
    }
  });
});

describe("the first signal", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s ends a batch that waits for its lines", async (signal) => {
    const command = `${process.execPath} '${program}' serve '${await scratch()}' --stdio`;
    const child = spawn(process.execPath, [program, "batch", "-", "--command", command]);
    const ended = once(child, "exit");
    child.stdin.write("pwd\n");
    await once(child.stdout, "data");
    child.kill(signal);
    expect(await ended).toEqual([130, null]);
  });
});

describe("SIGTERM", () => {
  it("ends a server with 0", async () => {
    const server = await startServer(await scratch());
    expect(await server.stop()).toBe(0);
  });

  it("lets a server finish a transfer first", async () => {
    const [served, here] = [await scratch(), await scratch()];
    const server = await startServer(served);
    const size = 64 * 2 ** 20;
    await writeSampleFile(join(served, "file"), size, never);
    let stopping: Promise<number | null> | undefined;

    const args = ["get", "--json", ...server.login, `${server.url}/file`, join(here, "copy")];
    const outcome = await runCli(args, {
      env: server.env,
      onOutput(text) {
        // Not before most of it has come: on a slow machine the rest would take longer than the server waits.
        const [, transferred = 0] = /"transferred":(\d+)/.exec(text) ?? [];
        if (Number(transferred) > 0.75 * size) stopping ??= server.stop();
      },
    });

    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(await stopping).toBe(0);
  });
});
