import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Random } from "@sftp/testing";
import { expect, it } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { connectModel } from "../model/connectModel.ts";
import type { ModelServer } from "../model/modelServer.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "./temporaryDirectory.ts";

const MORE = Buffer.from("more");

type Growth = "snapshot" | "follow" | "error";

/** A client, and a server whose file `/f`, of this size, grows by `MORE` when it has been opened and its size told. */
async function growing(size: number): Promise<{ sftp: SFTPClient; server: ModelServer; before: Buffer }> {
  const before = Buffer.from(new Random(7).bytes(size));
  const tree = new Tree().file("/f", before).directory("/d");
  let grown = false;
  const { sftp, server } = await connectModel({
    tree,
    instead: (request, model) => {
      if (request.type !== Packet.FSTAT || grown) return undefined;
      grown = true;
      const answer = model.answer(request);
      tree.nodes.get("/f")!.data = Buffer.concat([before, MORE]);
      return answer;
    },
  });
  return { sftp, server, before };
}

/** Copies `/f`; returns what the copy has, and the report's `grown`, if there is a report. */
type Way = (sftp: SFTPClient, server: ModelServer, onGrowth?: Growth) => Promise<[Buffer, number?]>;

const ways: Record<string, Way> = {
  async get(sftp, _, onGrowth) {
    const local = join(await temporaryDirectory(), "f");
    const { grown } = await sftp.get("/f", local, { onGrowth });
    return [readFileSync(local), grown];
  },
  async "get, verified"(sftp, _, onGrowth) {
    const local = join(await temporaryDirectory(), "f");
    const { grown, verified } = await sftp.get("/f", local, { onGrowth, verify: "hash", atomic: true });
    expect(verified).toBe("hash");
    return [readFileSync(local), grown];
  },
  async getfo(sftp, _, onGrowth) {
    const sink = new PassThrough();
    const received = buffer(sink);
    await sftp.getfo("/f", sink, { onGrowth });
    sink.end();
    return [await received];
  },
  async copy(sftp, server, onGrowth) {
    const { grown } = await sftp.copy("/f", "/d/f", { onGrowth });
    return [server.tree.content("/d/f"), grown];
  },
};

const table = Object.entries(ways).flatMap(([name, way]) =>
  [10, 32 * 1024, 500_000].map((size) => [name, size, way] as const),
);

it.each(table)("[C-8] %s of a file of %d bytes that grows takes what there was", async (_, size, way) => {
  const { sftp, server, before } = await growing(size);
  const [copy, grown = 1] = await way(sftp, server);
  expect(copy.equals(before)).toBe(true);
  expect(grown).toBe(1);
});

it.each(table)("[C-8] %s of a file of %d bytes that grows follows it by choice", async (_, size, way) => {
  const { sftp, server, before } = await growing(size);
  const [copy] = await way(sftp, server, "follow");
  expect(copy.equals(Buffer.concat([before, MORE]))).toBe(true);
});

it.each(table)("[C-8] %s of a file of %d bytes that grows fails by choice", async (_, size, way) => {
  const { sftp, server } = await growing(size);
  await expect(way(sftp, server, "error")).rejects.toMatchObject({ code: "ERR_SFTP_CHANGED" });
});

it.each(Object.entries(ways))(
  "[C-8] %s fails if the server goes on stating too small a size",
  async (_, way) => {
    const tree = new Tree().file("/f", Buffer.alloc(100_000)).directory("/d");
    const { sftp, server } = await connectModel({ tree, sizes: (size) => Math.max(0, size - 1) });
    await expect(way(sftp, server)).rejects.toMatchObject({ code: "ERR_SFTP_CHANGED" });
  },
);
