import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { FsBackend } from "../../src/fsBackend.ts";
import { codeOf, get, NONE, scratchFolder } from "../scratch.ts";

const { READ, WRITE, CREAT, TRUNC } = OpenFlags;

describe.each([
  ["without a root", {}],
  ["with / for a root", { root: "/" }],
])("%s", (_kind, options) => {
  it("opens no file in which a process shows itself, by whatever name", async () => {
    const folder = scratchFolder();
    const backend = new FsBackend(options);
    const pid = process.ppid;
    for (const name of ["mem", "environ", "maps", "task/self", `task/${process.pid}/mem`]) {
      for (const of of [String(process.pid), String(pid)]) {
        const link = join(folder, "link");
        fs.symlinkSync(`/proc/${of}/${name}`, link);
        for (const path of [`/proc/${of}/${name}`, link]) {
          for (const flags of [READ, WRITE, READ | WRITE, WRITE | CREAT | TRUNC]) {
            expect(["EACCES", "ENOENT"], path).toContain(await codeOf(() => backend.open(path, flags, NONE)));
          }
        }
        fs.rmSync(link);
      }
    }
    expect(await codeOf(() => backend.open(`/proc/${process.pid}/mem`, READ, NONE))).toBe("EACCES");
    await backend.release();
  });

  it("opens others in /proc, which have no size but content, and files that are empty", async () => {
    const backend = new FsBackend(options);
    expect(await get(backend, "/proc/meminfo")).toContain("MemTotal");
    const empty = join(scratchFolder(), "empty");
    fs.writeFileSync(empty, "");
    expect(await get(backend, empty)).toBe("");
    await backend.release();
  });
});
