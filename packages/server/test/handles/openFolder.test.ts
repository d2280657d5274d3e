import { SFTPAttributes } from "@sftp/attributes";
import { encodeReply } from "@sftp/wire";
import { describe, expect, it, vi } from "vitest";

import { OpenFolder } from "../../src/handles/openFolder.ts";
import { RequestScope } from "../../src/session/requestScope.ts";

const ctx = new RequestScope({ id: "1", state: new Map() }, 1);
const entry = (filename: string) => new SFTPAttributes({ filename, size: 1, mode: 0o100644 });
const names = (page: { filename: string }[]) => page.map(({ filename }) => filename);

async function* failing() {
  yield entry("a");
  throw new Error("disk gone");
}

async function pages(folder: OpenFolder) {
  const all = [];
  for (let page = await folder.page(ctx); page.length > 0; page = await folder.page(ctx)) all.push(page);
  return all;
}

describe("OpenFolder", () => {
  it("[F37] fills pages by bytes: full, but never above 32 KiB and a header", async () => {
    const long = Array.from({ length: 3000 }, (_, index) => entry(`${index}-${"x".repeat(index % 200)}`));
    const all = await pages(new OpenFolder(long, "/"));
    expect(all.flat().map(({ filename }) => filename)).toEqual(long.map(({ filename }) => filename));
    for (const [index, entries] of all.entries()) {
      const { length } = encodeReply("name", 0, { entries });
      expect(length).toBeLessThanOrEqual(34_000);
      if (index < all.length - 1) expect(length).toBeGreaterThan(24_000);
    }
  });

  it("an entry that is larger than a page has one for itself", async () => {
    const huge = "é".repeat(30_000);
    const all = await pages(new OpenFolder([entry("a"), entry(huge), entry("b")], "/"));
    expect(all.map(names)).toEqual([["a"], [huge], ["b"]]);
  });

  it("leaves out . and ..", async () => {
    const listing = [".", "..", "...", ".a"].map(entry);
    expect((await pages(new OpenFolder(listing, "/"))).map(names)).toEqual([["...", ".a"]]);
  });

  it("[F40] makes the line that ls -l would show, unless the backend has one", async () => {
    const owner = { uid: 1, gid: 2 };
    const times = { atime: 0, mtime: 86_400 * 365 };
    const attributes = new SFTPAttributes({ filename: "notes", size: 5, mode: 0o100640, ...owner, ...times });
    const own = new SFTPAttributes({ filename: "own", longname: "as it likes" });
    const [page] = await pages(new OpenFolder([attributes, own], "/"));
    expect(page![0]!.longname).toMatch(/^-rw-r----- {4}1 1 {8}2 {15}5 Jan {2}1 {2}1971 notes$/);
    expect(page![1]!.longname).toBe("as it likes");
  });

  it("pulls no more than it is asked for", async () => {
    let pulled = 0;
    const endless = function* () {
      for (;;) yield entry(`entry-${pulled++}`);
    };
    const folder = new OpenFolder(endless(), "/");
    expect(pulled).toBe(0);
    const first = await folder.page(ctx);
    expect(pulled).toBe(first.length + 1);
    await folder.page(ctx);
    expect(pulled).toBeLessThan(3 * first.length);
  });

  it("tells the iterator once when the client stops early, and not when it is through", async () => {
    const returned = vi.fn(() => Promise.resolve({ done: true as const, value: undefined }));
    const listing = (left: number) => ({
      [Symbol.asyncIterator]: () => ({
        return: returned,
        next: async () =>
          left-- > 0
            ? { done: false as const, value: entry("x") }
            : { done: true as const, value: undefined },
      }),
    });
    const early = new OpenFolder(listing(100_000), "/");
    await early.page(ctx);
    await early.close();
    await early.close();
    expect(returned).toHaveBeenCalledTimes(1);
    const through = new OpenFolder(listing(1), "/");
    await pages(through);
    await through.close();
    expect(returned).toHaveBeenCalledTimes(1);
  });

  it("gives what came before a failure, then the failure, again and again", async () => {
    const folder = new OpenFolder(failing(), "/");
    expect(names(await folder.page(ctx))).toEqual(["a"]);
    await expect(folder.page(ctx)).rejects.toThrow("disk gone");
    await expect(folder.page(ctx)).rejects.toThrow("disk gone");
  });

  it("refuses an entry without a name, and says so", async () => {
    await expect(new OpenFolder([new SFTPAttributes()], "/").page(ctx)).rejects.toThrow(/no filename/);
  });
});
