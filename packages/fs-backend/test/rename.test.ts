import fs from "node:fs";
import { join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import type { Located } from "../src/byteText.ts";
import { codeOf, get, NONE, put, roots, scratchBackend } from "./scratch.ts";

/** What link(2) and rename(2) are made to say, as file systems say it that lack links or end where another begins. */
const says = vi.hoisted(() => ({ link: "", rename: "" }));

function refuse(call: keyof typeof says): void {
  if (says[call]) throw Object.assign(new Error(says[call]), { code: says[call] });
}

vi.mock(import("../src/calls.ts"), async (importOriginal) => {
  const { syncCalls, asyncCalls } = await importOriginal();
  const refusing = (calls: typeof syncCalls): typeof syncCalls => ({
    ...calls,
    link: (from: Located, to: Located) => (refuse("link"), calls.link(from, to)),
    rename: (from: Located, to: Located) => (refuse("rename"), calls.rename(from, to)),
  });
  return { syncCalls: refusing(syncCalls), asyncCalls: refusing(asyncCalls) };
});

async function saying<T>(what: Partial<typeof says>, act: () => Promise<T>): Promise<T> {
  Object.assign(says, what);
  try {
    return await act();
  } finally {
    Object.assign(says, { link: "", rename: "" });
  }
}

describe.each([{}, { portable: true }])("%o", (options) => {
  it.each(["", "EPERM", "EOPNOTSUPP", "ENOSYS", "EMLINK"])(
    "[B-7] of two that want one name, one gets it and the other keeps its own (link: %s)",
    async (link) => {
      const { root, backend } = scratchBackend({ ...options, io: "async" });
      await saying({ link }, async () => {
        for (let pair = 0; pair < 40; pair++) {
          const kind = pair % 4 === 3 ? "folders" : "files";
          for (const name of ["a", "b"]) {
            if (kind === "files") await put(backend, `/${name}${pair}`, name);
            else await backend.mkdir(`/${name}${pair}`, NONE);
            if (kind === "folders") await put(backend, `/${name}${pair}/f`, name);
          }
          const tries = ["a", "b"].map((name) =>
            codeOf(() => backend.rename(`/${name}${pair}`, `/to${pair}`)),
          );
          const outcomes = await Promise.all(tries);
          const winner = outcomes[0] === "" ? "a" : "b";
          expect(outcomes.toSorted()).toEqual(["", "EEXIST"]);
          const file = kind === "files" ? "" : "/f";
          expect(await get(backend, `/to${pair}${file}`)).toBe(winner);
          const loser = winner === "a" ? "b" : "a";
          expect(await get(backend, `/${loser}${pair}${file}`)).toBe(loser);
          expect(fs.existsSync(join(root, `${winner}${pair}`))).toBe(false);
        }
      });
    },
  );
});

describe.each(roots)("%s", (_kind, options) => {
  it("[B-7] never replaces anything, whatever it is", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/file", "file");
    await backend.mkdir("/folder", NONE);
    fs.symlinkSync("nowhere", join(root, "link"));
    await put(backend, "/other", "other");
    await backend.mkdir("/empty", NONE);
    for (const link of ["", "EPERM"]) {
      await saying({ link }, async () => {
        for (const from of ["/other", "/empty", "/link"]) {
          for (const to of ["/file", "/folder", "/link", "/other", from]) {
            expect(await codeOf(() => backend.rename(from, to)), `${from} ${to}`).toBe("EEXIST");
          }
        }
      });
    }
    expect(fs.readdirSync(root).toSorted()).toEqual(["empty", "file", "folder", "link", "other"]);
    expect(await get(backend, "/file")).toBe("file");
  });

  it("[B-7] leaves no trace of a rename that fails half-way", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/file", "file");
    await backend.mkdir("/folder", NONE);
    await saying({ link: "EPERM", rename: "EIO" }, async () => {
      expect(await codeOf(() => backend.rename("/file", "/new"))).toBe("EIO");
      expect(await codeOf(() => backend.rename("/folder", "/new"))).toBe("EIO");
    });
    expect(await codeOf(() => backend.rename("/folder", "/folder/within"))).toBe("EINVAL");
    expect(fs.readdirSync(root).toSorted()).toEqual(["file", "folder"]);
    expect(fs.readdirSync(join(root, "folder"))).toEqual([]);
  });

  it("[B-7] copies a file to another file system, with all that it has, and never onto another", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/file", "content");
    fs.chmodSync(join(root, "file"), 0o640);
    fs.utimesSync(join(root, "file"), 100, 200);
    fs.symlinkSync("where", join(root, "link"));
    await put(backend, "/taken", "taken");
    await saying({ link: "EXDEV", rename: "EXDEV" }, async () => {
      expect(await codeOf(() => backend.rename("/file", "/taken"))).toBe("EEXIST");
      await backend.rename("/file", "/moved");
      await backend.rename("/link", "/moved link");
      fs.mkdirSync(join(root, "folder"));
      expect(await codeOf(() => backend.rename("/folder", "/new"))).toBe("EXDEV");
    });
    expect(fs.readdirSync(root).toSorted()).toEqual(["folder", "moved", "moved link", "taken"]);
    expect(await get(backend, "/moved")).toBe("content");
    expect(await get(backend, "/taken")).toBe("taken");
    expect(fs.statSync(join(root, "moved"))).toMatchObject({ mode: 0o100640, mtimeMs: 200_000 });
    expect(fs.readlinkSync(join(root, "moved link"))).toBe("where");
  });
});
