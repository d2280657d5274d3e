import assert from "node:assert/strict";

import { OpenFlags } from "@sftp/server";

import { group, needing } from "../definition.ts";

export const space = group("file system", {
  "has figures that can be": needing("statvfs", async (bench) => {
    assert.ok(bench.client.capabilities.has("statvfs@openssh.com"), "statvfs@openssh.com is not advertised");
    const stats = await bench.call("statvfs@openssh.com", { path: bench.at("") });
    assert.ok(stats.bsize > 0n && stats.frsize > 0n, "block sizes are above 0");
    assert.ok(stats.blocks >= stats.bfree && stats.bfree >= stats.bavail, "no more is free than there is");
    assert.ok(
      stats.files >= stats.ffree && stats.ffree >= stats.favail,
      "no more files are free than there are",
    );
    assert.ok(stats.namemax > 0n, "names may have some length");
  }),

  "has them for an open file too": needing("statvfs", async (bench) => {
    await bench.make("file");
    const handle = await bench.open("file", OpenFlags.READ);
    const { bsize, frsize, blocks, namemax } = await bench.call("fstatvfs@openssh.com", { handle });
    const stats = await bench.call("statvfs@openssh.com", { path: bench.at("file") });
    assert.deepEqual(
      [bsize, frsize, blocks, namemax],
      [stats.bsize, stats.frsize, stats.blocks, stats.namemax],
    );
    await bench.closeFile(handle);
  }),
});
