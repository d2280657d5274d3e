import { finished, pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { frame, Random, string, turns, u32, until } from "@sftp/testing";
import { expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { startScripted } from "../model/startScripted.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const content = Buffer.from(new Random(4).bytes(400_000));

it("writes what it is given, with many requests on their way", async () => {
  const { sftp, server } = await connectModel();
  const stream = sftp.createWriteStream("/f", { mode: 0o600 });
  await pipeline(Readable.from([content.subarray(0, 10), content.subarray(10)]), stream);
  expect(server.tree.content("/f").equals(content)).toBe(true);
  expect(server.tree.nodes.get("/f")!.mode).toBe(0o600);
  expect(stream.bytesWritten).toBe(content.length);
  expect(server.mostWaiting.get(Packet.WRITE)).toBeGreaterThan(2);
  await expectBalancedBooks(server);
});

it("finish comes only when the last WRITE and the CLOSE were acknowledged", async () => {
  const { sftp, peer } = await startScripted();
  const stream = sftp.createWriteStream("/f");
  let finish = false;
  stream.on("finish", () => (finish = true));
  stream.end("content");
  const look = await peer.expect(Packet.LSTAT, string("/f"));
  peer.send(status(look.id, Status.NO_SUCH_FILE));
  peer.send(frame(Packet.HANDLE, u32((await peer.next()).id), string("h")));
  const write = await peer.next();
  await turns(20);
  expect([write.type, finish, peer.received.length]).toEqual([Packet.WRITE, false, 4]);
  peer.send(status(write.id, Status.OK));
  const ask = await peer.expect(Packet.FSTAT, string("h"));
  const close = await peer.expect(Packet.CLOSE, string("h"));
  peer.send(status(ask.id, Status.FAILURE));
  await turns(20);
  expect(finish).toBe(false);
  peer.send(status(close.id, Status.OK));
  await finished(stream);
  expect(finish).toBe(true);
});

it.each([
  ["OPEN", Packet.OPEN],
  ["WRITE", Packet.WRITE],
  ["CLOSE", Packet.CLOSE],
])("[F1] [F2] a failing %s is an error, and no finish", async (_, failing) => {
  const { sftp } = await connectModel({
    instead: ({ type, id }) => (type === failing ? status(id, 14, "disk full") : undefined),
  });
  const stream = sftp.createWriteStream("/f");
  let finish = false;
  stream.on("finish", () => (finish = true));
  stream.write(content);
  stream.end();
  await expect(finished(stream)).rejects.toMatchObject({ code: "ENOSPC", path: "/f" });
  expect(finish).toBe(false);
});

it("appends, and writes into the middle", async () => {
  const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "0123456789") });
  await pipeline(["ab"], sftp.createWriteStream("/f", { flags: "a" }));
  await pipeline(["XY"], sftp.createWriteStream("/f", { flags: "r+", start: 3 }));
  expect(server.tree.content("/f").toString()).toBe("012XY56789ab");
  await expect(pipeline(["x"], sftp.createWriteStream("/f", { flags: "wx" }))).rejects.toMatchObject({
    code: "EEXIST",
  });
});

it("[C-4] [C-6] being destroyed or aborted ends it, also while the file is being opened", async () => {
  const { sftp, server } = await connectModel();
  const early = sftp.createWriteStream("/early");
  early.destroy();
  const late = sftp.createWriteStream("/late");
  late.write(content, () => late.destroy());
  const controller = new AbortController();
  const aborted = sftp.createWriteStream("/aborted", { signal: controller.signal });
  aborted.write(content, () => controller.abort());
  await expect(finished(aborted)).rejects.toMatchObject({ code: "ABORT_ERR" });
  await until(() => early.closed && late.closed, "the ends");
  await expectBalancedBooks(server);
});
