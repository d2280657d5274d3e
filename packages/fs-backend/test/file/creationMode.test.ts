import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { put, scratchBackend, writers } from "../scratch.ts";

/** Is told after every call to the system. */
const watch = vi.hoisted(() => ({ after: () => {} }));

vi.mock(import("../../src/calls.ts"), async (importOriginal) => {
  const { syncCalls, asyncCalls } = await importOriginal();
  const watched = (calls: typeof syncCalls): typeof syncCalls => {
    const entries = Object.entries(calls).map(([name, call]) => [
      name,
      typeof call !== "function"
        ? call
        : (...args: unknown[]) => {
            const result = (call as (...args: unknown[]) => unknown)(...args);
            if (!(result instanceof Promise)) watch.after();
            return result instanceof Promise ? result.finally(() => watch.after()) : result;
          },
    ]);
    return Object.fromEntries(entries) as typeof syncCalls;
  };
  return { syncCalls: watched(syncCalls), asyncCalls: watched(asyncCalls) };
});

const { WRITE, CREAT, TRUNC, EXCL } = OpenFlags;

describe.each(writers)("%s", (_kind, options) => {
  it.each([
    [0o022, undefined],
    [0, undefined],
    [0o077, 0o002],
    [0o022, 0o027],
    [0, 0o777],
  ])(
    "[B-9] nothing new has more rights than asked for at any instant (umask %o, of our own %o)",
    async (ours, own) => {
      const before = process.umask(ours);
      onTestFinished(() => void process.umask(before));
      const { root, backend } = scratchBackend({ ...options, umask: own });
      let asked = 0;
      let looks = 0;
      watch.after = () => {
        for (const name of fs.readdirSync(root)) {
          looks++;
          expect((fs.lstatSync(join(root, name)).mode & 0o7777 & ~asked).toString(8), name).toBe("0");
        }
      };
      onTestFinished(() => {
        watch.after = () => {};
      });

      let count = 0;
      for (const mode of [undefined, 0o7777, 0o4755, 0o600, 0]) {
        for (const flags of [WRITE | CREAT | TRUNC, WRITE | CREAT | EXCL, CREAT]) {
          asked = (mode ?? 0o666) & 0o777 & ~(own ?? ours);
          const name = `file${count++}`;
          const file = await backend.open(`/${name}`, flags, new SFTPAttributes({ mode }));
          await file.close("closed");
          expect(fs.statSync(join(root, name)).mode & 0o7777).toBe(asked);
          fs.rmSync(join(root, name));
        }
        asked = (mode ?? 0o777) & 0o777 & ~(own ?? ours);
        await backend.mkdir("/folder", new SFTPAttributes({ mode }));
        expect(fs.statSync(join(root, "folder")).mode & 0o7777).toBe(asked);
        fs.rmdirSync(join(root, "folder"));
      }
      expect(looks).toBeGreaterThan(count);
    },
  );

  it("[B-9] what is there already keeps its mode", async () => {
    const { root, backend } = scratchBackend({ ...options, umask: 0 });
    const path = join(root, "f");
    fs.writeFileSync(path, "old");
    fs.chmodSync(path, 0o640);
    await put(backend, "/f", "new", WRITE | CREAT | TRUNC, new SFTPAttributes({ mode: 0o777 }));
    expect(fs.readFileSync(path, "utf8")).toBe("new");
    expect(fs.statSync(path).mode & 0o7777).toBe(0o640);
  });
});

it("[B-9] a folder in a folder with the set-gid bit inherits it, and gets no bit by the asking", async () => {
  const { root, backend } = scratchBackend({ umask: 0o022 });
  fs.mkdirSync(join(root, "shared"));
  fs.chmodSync(join(root, "shared"), 0o2775);
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));
  await backend.mkdir("/shared/new", new SFTPAttributes({ mode: 0o5777 }));
  expect(fs.statSync(join(root, "shared/new")).mode & 0o7777).toBe(0o2755);
});
