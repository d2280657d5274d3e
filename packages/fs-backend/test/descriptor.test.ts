import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { OpenFlags, SFTPAttributes } from "@sftp/server";

import type { Calls } from "../src/calls.ts";
import { Descriptor } from "../src/descriptor.ts";
import { run } from "../src/routine.ts";
import { codeOf, names, NONE, scratchBackend } from "./scratch.ts";
import { resetWatch, violations } from "./watchedCalls.ts";

// The real calls, watched and delayed: what is tried here is when they are made.
vi.mock(import("../src/calls.ts"), async (importOriginal) => {
  const { watchedCalls } = await import("./watchedCalls.ts");
  const { syncCalls, asyncCalls } = await importOriginal();
  return { syncCalls, asyncCalls: watchedCalls(asyncCalls) };
});

describe("Descriptor", () => {
  it("[B-5] is closed once, when the last use has ended", async () => {
    const uses = fc.array(fc.record({ starts: fc.nat(20), lasts: fc.nat(20), fails: fc.boolean() }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(uses, fc.nat(20), async (plans, releasedAt) => {
        let underWay = 0;
        const closedAt: number[] = [];
        const calls = { close: () => void closedAt.push(underWay) } as unknown as Calls;
        const descriptor = new Descriptor(calls, 7);
        const ends: Promise<unknown>[] = [];
        for (let turn = 0; turn <= 20; turn++) {
          for (const { starts, lasts, fails } of plans) {
            if (starts !== turn) continue;
            ends.push(
              codeOf(() =>
                descriptor.use(async () => {
                  underWay++;
                  for (let left = lasts; left > 0; left--) await Promise.resolve();
                  underWay--;
                  if (fails) throw new Error("the call failed");
                }),
              ),
            );
          }
          if (turn === releasedAt) run(descriptor.release());
          await Promise.resolve();
        }
        await Promise.all(ends);
        expect(closedAt).toEqual([0]);
        expect(() => descriptor.hold()).toThrow("EBADF");
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("[B-5] no call is made with the number of a descriptor that was closed, nor is one closed under a call", async () => {
    for (let seed = 1; seed <= 8; seed++) {
      resetWatch(seed);
      const { backend } = scratchBackend({ io: "async" });
      const { READ, WRITE, CREAT } = OpenFlags;
      await backend.mkdir("/a", NONE);
      await backend.mkdir("/a/b", NONE);
      await backend.symlink("../a/b", "/a/link");
      const work = Array.from({ length: 24 }, async (_, n) => {
        const path = `/a/${n % 3 === 0 ? "link" : "b"}/${n % 5}`;
        const file = await backend.open(path, READ | WRITE | CREAT, NONE);
        const uses = [
          file.write(Buffer.from("content"), n),
          file.read(Buffer.alloc(64), 0),
          file.statvfs(),
          backend.rename(path, `/a/moved${n}`),
          backend.chattr(path, new SFTPAttributes({ mode: 0o600, size: 3 })),
          backend.canonicalize(`${path}/../x`),
          names(backend, "/a/link"),
        ].map((use) => codeOf(() => use));
        const listing = await backend.listFolder("/a");
        const next = listing.next();
        // Closed while all of that is under way, as when the connection is lost.
        await Promise.all([file.close("aborted"), next.then(() => listing.return()), ...uses]);
        return codeOf(() => file.read(Buffer.alloc(1), 0));
      });
      const afterwards = Promise.all(work);
      await backend.release();
      expect(new Set(await afterwards)).toEqual(new Set(["EBADF"]));
      await backend.release();
      expect(violations).toEqual([]);
    }
  });
});
