import { describe, expect, it } from "vitest";

import { OpenFlags } from "@sftp/server";

import { run, wait } from "../src/routine.ts";
import { serve } from "../src/serve.ts";
import { NONE, put, roots, scratchBackend } from "./scratch.ts";

describe("serve", () => {
  it("returns what there is at once, and promises the rest", async () => {
    expect(serve(() => wait(1))).toBe(1);
    expect(await serve(() => wait(Promise.resolve(1)))).toBe(1);
  });

  it("lets errors pass that say nothing of paths", () => {
    const error = new TypeError("a mistake");
    const thrown = (): never => {
      throw error;
    };
    expect(() => serve(thrown)).toThrow(error);
    expect(() => run(wait(serve(thrown)))).toThrow(error);
  });
});

describe.each(roots)("%s", (_kind, options) => {
  it("tells no path of this machine, but to whoever runs it", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/f", "");
    const attempts = [
      () => backend.stat("/nothing"),
      () => backend.rename("/f", "/nothing/f"),
      () => backend.readlink("/f"),
      () => backend.mkdir("/f", NONE),
      () => backend.open("/nothing/f", OpenFlags.READ, NONE),
    ];
    for (const attempt of attempts) {
      const error = await (async () => attempt())().then(
        () => expect.unreachable(),
        (reason: Error) => reason,
      );
      expect(error.message).toMatch(/^E[A-Z]+: [a-z ]+$/);
      expect(Object.keys(error).filter((key) => !["code", "syscall"].includes(key))).toEqual([]);
      expect(error.message).not.toContain(root);
    }
    const refused = await (async () => backend.mkdir("/f", NONE))().catch((reason: unknown) => reason);
    expect((refused as Error).cause).toMatchObject({ code: "EEXIST", path: expect.stringContaining("/f") });
  });
});
