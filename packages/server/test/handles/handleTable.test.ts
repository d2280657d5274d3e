import { repeats } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { HandleTable } from "../../src/handles/handleTable.ts";
import { OpenFile } from "../../src/handles/openFile.ts";
import { OpenFolder } from "../../src/handles/openFolder.ts";

const file = () => new OpenFile({}, "/f", "/f", 1, 0);
const folder = () => new OpenFolder([], "/d");

describe("HandleTable", () => {
  it("gives handles of 22 ASCII characters that are all different", () => {
    const table = new HandleTable(1000);
    const handles = Array.from({ length: 1000 }, () => Buffer.from(table.add(file())).toString("latin1"));
    expect(new Set(handles).size).toBe(1000);
    expect(handles.every((handle) => /^[\w-]{22}$/.test(handle))).toBe(true);
  });

  it("[S-7] knows its own handles only: none that is forged, closed, cut, too long, or another session's", () => {
    const table = new HandleTable(10);
    const other = new HandleTable(10);
    const opened = file();
    const handle = table.add(opened);
    const closed = table.add(file());
    table.take(closed);
    expect(table.file(handle)).toBe(opened);
    const changed = fc
      .record({ at: fc.nat(15), by: fc.integer({ min: 1, max: 255 }) })
      .map(({ at, by }) => handle.map((byte, index) => (index === at ? byte ^ by : byte)));
    const cutOrGrown = fc
      .uint8Array({ maxLength: 300 })
      .map((more) => Buffer.concat([handle.subarray(0, 15), more]));
    const foreign = fc.constantFrom(closed, other.add(file()), new Uint8Array(0), new Uint8Array(300_000));
    fc.assert(
      fc.property(fc.oneof(changed, cutOrGrown, foreign, fc.uint8Array({ maxLength: 300 })), (forged) => {
        fc.pre(!Buffer.from(forged).equals(handle));
        expect(() => table.file(forged)).toThrow("invalid handle");
        expect(() => table.folder(forged)).toThrow("invalid handle");
        expect(() => table.take(forged)).toThrow("invalid handle");
      }),
      { numRuns: repeats(2000), seed: 7 },
    );
  });

  it("tells files and folders apart", () => {
    const table = new HandleTable(10);
    const handles = [table.add(file()), table.add(folder())] as const;
    expect(() => table.folder(handles[0])).toThrow("invalid handle");
    expect(() => table.file(handles[1])).toThrow("invalid handle");
  });

  it("counts what is open, being opened and being closed", () => {
    const table = new HandleTable(2);
    const place = table.reserve();
    const handle = table.add(file());
    expect(() => table.reserve()).toThrow(/2 handles are open/);
    place.release();
    table.reserve();
    const taken = table.take(handle);
    expect(() => table.reserve()).toThrow();
    table.closed(taken);
    table.reserve();
  });

  it("tells when nothing is open", async () => {
    const table = new HandleTable(2);
    await table.empty();
    const place = table.reserve();
    const handle = table.add(file());
    const empty = table.empty();
    place.release();
    expect(await Promise.race([empty.then(() => "empty"), "not yet"])).toBe("not yet");
    table.closed(table.take(handle));
    await empty;
  });

  it("gives away all that is not closed, once", () => {
    const table = new HandleTable(5);
    const [open, closing] = [file(), file()];
    table.add(open);
    table.take(table.add(closing));
    expect(table.takeAll()).toEqual([open, closing]);
    expect(table.takeAll()).toEqual([]);
  });
});
