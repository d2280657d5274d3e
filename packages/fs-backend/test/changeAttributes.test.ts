import fs from "node:fs";
import { join } from "node:path";

import { SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { type Changeable, changeAttributes } from "../src/changeAttributes.ts";
import { failure } from "../src/failure.ts";
import { run, wait } from "../src/routine.ts";
import { codeOf, NONE, put, roots, scratchBackend } from "./scratch.ts";

const all = new SFTPAttributes({ size: 1, uid: 2, gid: 3, mode: 0o104755, atime: 4, mtime: 5 });

/** Notes what is set, and fails at one step. */
function noting(done: [string, ...number[]][], failing?: keyof Changeable): Changeable {
  const step =
    (name: keyof Changeable) =>
    (...values: number[]) => {
      if (name === failing) throw failure("EPERM");
      done.push([name, ...values]);
      return wait<void>(undefined);
    };
  return { size: step("size"), owner: step("owner"), mode: step("mode"), times: step("times") };
}

describe("changeAttributes", () => {
  it("sets what there is in the order size, owner, mode, times", () => {
    const done: [string, ...number[]][] = [];
    run(changeAttributes(noting(done), all));
    expect(done).toEqual([
      ["size", 1],
      ["owner", 2, 3],
      ["mode", 0o4755],
      ["times", 4, 5],
    ]);
    done.length = 0;
    run(changeAttributes(noting(done), new SFTPAttributes({ uid: 2, mtime: 5 })));
    expect(done).toEqual([]);
  });

  it("[S7] stops at the first failure, and says what is set by then", () => {
    const done: [string, ...number[]][] = [];
    const error = (() => {
      try {
        return run(changeAttributes(noting(done, "mode"), all));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      name: "SFTPError",
      code: "EPERM",
      message: "operation not permitted; already set: size, owner",
    });
    expect(done.map(([name]) => name)).toEqual(["size", "owner"]);
    expect(() => run(changeAttributes(noting([], "size"), all))).toThrow(
      expect.objectContaining({ name: "Error", code: "EPERM" }),
    );
  });
});

describe.each(roots)("%s", (_kind, options) => {
  it("[B-9] SETSTAT sets exactly the mode that it is told, or without the bits that lend rights", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/f", "");
    const modeOf = (): number => fs.statSync(join(root, "f")).mode;
    for (const mode of [0o7777, 0o4711, 0, 0o100640]) {
      await backend.chattr("/f", new SFTPAttributes({ mode }));
      expect(modeOf()).toBe(0o100000 | (mode & 0o7777));
    }
    const masking = scratchBackend({ ...options, maskSetid: true });
    await put(masking.backend, "/f", "");
    await masking.backend.chattr("/f", new SFTPAttributes({ mode: 0o7755 }));
    expect(fs.statSync(join(masking.root, "f")).mode).toBe(0o101755);
    const file = await masking.backend.open("/f", 1, NONE);
    await file.chattr(new SFTPAttributes({ mode: 0o6700 }));
    await file.close("closed");
    expect(fs.statSync(join(masking.root, "f")).mode).toBe(0o100700);
  });

  it("sets times and owner of a link, which has neither size nor mode", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/f", "content");
    fs.symlinkSync("f", join(root, "link"));
    const before = fs.statSync(join(root, "f"));
    await backend.lchattr("/link", new SFTPAttributes({ atime: 10, mtime: 20 }));
    expect(fs.lstatSync(join(root, "link")).mtimeMs).toBe(20_000);
    expect(await codeOf(() => backend.lchattr("/link", new SFTPAttributes({ mode: 0o600 })))).toBe(
      "EOPNOTSUPP",
    );
    expect(await codeOf(() => backend.lchattr("/link", new SFTPAttributes({ size: 1 })))).toBe("EINVAL");
    expect(fs.statSync(join(root, "f"))).toMatchObject({
      mtimeMs: before.mtimeMs,
      mode: before.mode,
      size: 7,
    });
    await backend.lchattr("/f", new SFTPAttributes({ mode: 0o600 }));
    expect(fs.statSync(join(root, "f")).mode).toBe(0o100600);
  });
});
