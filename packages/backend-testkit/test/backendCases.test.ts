import { MemoryBackend } from "@sftp/memory-backend";
import { describe, expect, it, vi } from "vitest";

import { backendCases, type BackendCasesOptions } from "../src/backendCases.ts";
import { definitions } from "../src/cases/index.ts";
import { deviations } from "../src/deviations.ts";
import { brokenBackends } from "./broken/index.ts";

/** What became of the case with this name. */
async function outcome(name: string, options: BackendCasesOptions): Promise<unknown> {
  const found = backendCases(options).find((one) => one.name === name);
  expect(found, `the case "${name}"`).toBeDefined();
  return found!.run().catch((error: unknown) => error);
}

describe("a backend that is wrong", () => {
  it.each(brokenBackends)("because $flaw is found out", async ({ backend, foundBy }) => {
    expect(foundBy.length).toBeGreaterThan(0);
    for (const name of foundBy) expect(await outcome(name, { create: backend })).toBeInstanceOf(Error);
  });

  it("is told what was expected of it, and what it threw", async () => {
    class Wrong extends MemoryBackend {
      override rename(oldPath: string, newPath: string): void {
        this.posixRename(oldPath, newPath);
      }
      override stat(): never {
        throw new RangeError("off by one");
      }
    }
    const create = () => new Wrong();
    expect(await outcome("rename: never replaces a file", { create })).toMatchObject({
      message: expect.stringContaining("should have been refused with FAILURE"),
    });
    expect(await outcome("attributes: tell size and type", { create })).toMatchObject({
      message: expect.stringContaining("off by one"),
      cause: expect.any(RangeError),
    });
  });
});

describe("what a backend is known to lack", () => {
  class WithoutLinks extends MemoryBackend {
    override readonly symlink = undefined as never;
    override readonly readlink = undefined as never;
  }

  it("is not asked of it, and noted in a case of its own", async () => {
    const options: BackendCasesOptions = { create: () => new WithoutLinks(), lacks: ["symlinks"] };
    const names = backendCases(options).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("link: symbolic"))).toEqual([]);
    expect(names).toContain("link: hard, is the same file by another name");
    expect(names.at(-1)).toBe("lacks: symlinks");
    expect(await outcome("lacks: symlinks", options)).toBeUndefined();
  });

  it("fails the run when it works after all", async () => {
    for (const deviation of Object.keys(deviations) as (keyof typeof deviations)[]) {
      const options: BackendCasesOptions = { create: () => new MemoryBackend(), lacks: [deviation] };
      expect(await outcome(`lacks: ${deviation}`, options)).toMatchObject({
        message: `"${deviation}" works now: take it off the list of what is lacking`,
      });
    }
  });

  it("is not mixed up with what else it lacks", async () => {
    const options: BackendCasesOptions = { create: () => new WithoutLinks(), lacks: ["symlinks", "times"] };
    expect(await outcome("lacks: times", options)).toMatchObject({
      message: expect.stringContaining('"times"'),
    });
    expect(await outcome("lacks: symlinks", options)).toBeUndefined();
  });
});

describe("every case", () => {
  it("has a name of its own", () => {
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
  });

  it("gets a fresh backend, and clears up after it, also when it fails", async () => {
    const cleanup = vi.fn<() => void>();
    const create = vi.fn<() => { backend: MemoryBackend; cleanup(): void }>(() => ({
      backend: new MemoryBackend(),
      cleanup,
    }));
    await outcome("folder: can be made, and is empty", { create });
    await outcome("folder: can be made, and is empty", {
      create: () => ({ backend: new MemoryBackend({ files: { "/in the way": "" } }), cleanup }),
    });
    expect(create).toHaveBeenCalledTimes(1);
    expect(cleanup).toHaveBeenCalledTimes(2);
  });

  it("leaves no handle open", async () => {
    const backend = new MemoryBackend({ capacity: 20 * 1024 * 1024 });
    backend.mkdir("/cases");
    for (const { run } of backendCases({ create: () => backend, folder: "/cases" })) {
      await run().catch(() => {});
      for (const path of Object.keys(backend.snapshot()).toReversed()) {
        if (path.endsWith("/")) backend.rmdir(path);
        else backend.remove(path);
      }
      backend.makeFolders("/cases");
    }
    const { blocks, bfree } = backend.statvfs("/");
    expect(bfree).toBe(blocks);
  });
});
