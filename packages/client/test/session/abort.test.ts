import { frame, string, turns, u32 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { startScripted } from "../model/startScripted.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

describe("an aborted signal", () => {
  it("[C-4] rejects within a turn, with the reason as cause", async () => {
    const { sftp, peer } = await startScripted();
    const controller = new AbortController();
    const statting = sftp.stat("/a", { signal: controller.signal });
    let error: unknown;
    statting.catch((thrown: unknown) => (error = thrown));
    await peer.next();
    const reason = new Error("enough");
    controller.abort(reason);
    await turns();
    expect(error).toMatchObject({ name: "AbortError", code: "ABORT_ERR", cause: reason });
  });

  it("[C-4] that is aborted already sends nothing", async () => {
    const { sftp, peer } = await startScripted();
    const signal = AbortSignal.abort();
    await expect(sftp.stat("/a", { signal })).rejects.toMatchObject({ code: "ABORT_ERR" });
    await expect(sftp.open("/a", "r", { signal })).rejects.toMatchObject({ code: "ABORT_ERR" });
    await turns(3);
    expect(peer.received).toHaveLength(1);
  });

  it("[C-4] [C-6] an OPEN that is answered afterwards is closed", async () => {
    const { sftp, peer } = await startScripted();
    const controller = new AbortController();
    const opening = sftp.open("/a", "r", { signal: controller.signal });
    const { id } = await peer.next();
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: "ABORT_ERR" });
    peer.send(frame(Packet.HANDLE, u32(id), string("orphan")));
    const close = await peer.expect(Packet.CLOSE, string("orphan"));
    peer.send(status(close.id, Status.OK));
    await turns(3);
    expect(peer.received).toHaveLength(3);
  });

  it("[C-4] may be shared by thousands of operations, without a warning", async () => {
    const { sftp, peer } = await startScripted();
    const controller = new AbortController();
    const { signal } = controller;
    const stats = Array.from({ length: 3_000 }, (_, i) => sftp.stat(`/${i}`, { signal }));
    const settled = Promise.allSettled(stats);
    for (let i = 0; i < 3_000; i++) await peer.next();
    peer.send(status(0, Status.NO_SUCH_FILE));
    await expect(stats[0]).rejects.toMatchObject({ code: "ENOENT" });
    controller.abort();
    const codes = (await settled).map((result) => result.status === "rejected" && result.reason.code);
    expect(codes.filter((code) => code === "ABORT_ERR")).toHaveLength(2_999);
  });

  it("[C-4] a read into a buffer leaves it alone afterwards", async () => {
    const { sftp, peer } = await startScripted();
    const opening = sftp.open("/a");
    peer.send(frame(Packet.HANDLE, u32((await peer.next()).id), string("h")));
    const file = await opening;
    const controller = new AbortController();
    const buffer = new Uint8Array(4);
    const reading = file.readinto(buffer, { signal: controller.signal });
    const { id } = await peer.next();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: "ABORT_ERR" });
    peer.send(frame(Packet.DATA, u32(id), string("late")));
    await turns(5);
    expect(buffer).toEqual(new Uint8Array(4));
    const closing = file.close();
    peer.send(status((await peer.expect(Packet.CLOSE, string("h"))).id, Status.OK));
    await closing;
  });

  it("[C-4] [C-6] ends transfers and listings with their handles closed", async () => {
    const tree = new Tree().file("/big", Buffer.alloc(3_000_000)).directory("/d");
    for (let i = 0; i < 500; i++) tree.file(`/d/${i}`);
    const { sftp, server } = await connectModel({ tree, page: 10 });
    const controller = new AbortController();
    const { signal } = controller;
    const working = [
      sftp.readFile("/big", { signal }),
      sftp.listdir("/d", { signal }),
      sftp.listdirIter("/d", 3, { signal }).toArray(),
      sftp.walk("/", { signal }).toArray(),
      sftp.writeFile("/new", Buffer.alloc(3_000_000), { signal }),
      sftp.copy("/big", "/copy", { signal }),
    ].map((work) => work.then(() => "done").catch((error: NodeJS.ErrnoException) => error.code));
    await turns(8);
    controller.abort();
    expect(await Promise.all(working)).toEqual(working.map(() => "ABORT_ERR"));
    await expectBalancedBooks(server);
  });
});
