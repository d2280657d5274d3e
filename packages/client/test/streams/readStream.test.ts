import { buffer, text } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import { PassThrough } from "node:stream";
import { Random, turns, until } from "@sftp/testing";
import { expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const content = Buffer.from(new Random(4).bytes(400_000));

function tree(): Tree {
  return new Tree().file("/f", content).file("/text", "grüße").file("/empty");
}

it("gives the content in order, read ahead", async () => {
  const random = new Random(1);
  const { sftp, server } = await connectModel({
    tree: tree(),
    reorder: { random, turns: 2 },
    shortReads: random,
  });
  const stream = sftp.createReadStream("/f");
  expect((await buffer(stream)).equals(content)).toBe(true);
  expect([stream.bytesRead, stream.path]).toEqual([content.length, "/f"]);
  expect(server.mostWaiting.get(Packet.READ)).toBeGreaterThan(2);
  expect((await buffer(sftp.createReadStream("/empty"))).length).toBe(0);
  await expectBalancedBooks(server);
});

it("gives a part, its last byte included, and text", async () => {
  const { sftp } = await connectModel({ tree: tree() });
  const part = await buffer(sftp.createReadStream("/f", { start: 100_000, end: 200_000 }));
  expect(part.equals(content.subarray(100_000, 200_001))).toBe(true);
  expect((await buffer(sftp.createReadStream("/f", { end: 0 }))).length).toBe(1);
  expect((await buffer(sftp.createReadStream("/f", { start: 399_999 }))).length).toBe(1);
  const letters: string[] = [];
  for await (const chunk of sftp.createReadStream("/text", { encoding: "utf8" }))
    letters.push(chunk as string);
  expect(letters.join("")).toBe("grüße");
  expect(await text(sftp.createReadStream("/text"))).toBe("grüße");
});

it("tells that it is open, and closes the file when it is done", async () => {
  const { sftp, server } = await connectModel({ tree: tree() });
  const stream = sftp.createReadStream("/text");
  const events: string[] = [];
  for (const event of ["open", "ready", "end", "close"]) stream.on(event, () => events.push(event));
  stream.resume();
  await finished(stream);
  await until(() => events.includes("close"), "close");
  expect(events).toEqual(["open", "ready", "end", "close"]);
  await expectBalancedBooks(server);
});

it("fails with what the server says, at the open or later", async () => {
  const { sftp, server } = await connectModel({
    tree: tree(),
    instead: ({ type, id }, { count }) =>
      type === Packet.READ && count.call(server, Packet.READ) > 3
        ? status(id, Status.FAILURE, "disk on fire")
        : undefined,
  });
  await expect(buffer(sftp.createReadStream("/none"))).rejects.toMatchObject({
    code: "ENOENT",
    path: "/none",
  });
  await expect(buffer(sftp.createReadStream("/f"))).rejects.toMatchObject({ code: "EIO", path: "/f" });
  await expectBalancedBooks(server);
});

it("waits for whoever is slow, with a bounded number of bytes on their way", async () => {
  const { sftp, server } = await connectModel({ tree: new Tree().file("/f", Buffer.alloc(20_000_000)) });
  const stream = sftp.createReadStream("/f");
  stream.on("readable", () => {});
  await until(() => server.count(Packet.READ) > 2, "the first reads");
  await turns(200);
  const count = server.count(Packet.READ);
  expect(count * 32_768).toBeLessThan(9_000_000);
  await turns(100);
  expect(server.count(Packet.READ)).toBe(count);
  stream.destroy();
  await expectBalancedBooks(server);
});

it("[C-4] [C-6] being destroyed ends it at once, also while the file is being opened", async () => {
  const { sftp, server } = await connectModel({ tree: tree() });
  const early = sftp.createReadStream("/f");
  early.destroy();
  const late = sftp.createReadStream("/f");
  late.once("data", () => late.destroy());
  const failed = sftp.createReadStream("/f");
  failed.once("data", () => failed.destroy(new Error("enough")));
  await expect(finished(failed)).rejects.toThrow("enough");
  await until(() => early.closed && late.closed, "the ends");
  expect(early.errored).toBeNull();
  await expectBalancedBooks(server);
});

it("[C-4] a signal ends it", async () => {
  const { sftp, server } = await connectModel({ tree: tree() });
  const controller = new AbortController();
  const stream = sftp.createReadStream("/f", { signal: controller.signal });
  stream.once("data", () => controller.abort());
  await expect(finished(stream)).rejects.toMatchObject({ code: "ABORT_ERR" });
  await expectBalancedBooks(server);
});

it("leaves no file open when what it is piped into fails", async () => {
  const { sftp, server } = await connectModel({ tree: tree() });
  const broken = new PassThrough({ transform: (_chunk, _encoding, done) => done(new Error("broken")) });
  await expect(pipeline(sftp.createReadStream("/f"), broken)).rejects.toThrow("broken");
  await expectBalancedBooks(server);
});
