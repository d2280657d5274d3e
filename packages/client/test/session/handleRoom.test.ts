import { turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { HandleRoom } from "../../src/session/handleRoom.ts";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions } from "../model/modelServer.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

/** Work that is begun and lasts until it is told to end. */
function work(room: HandleRoom, count = 1, signal?: AbortSignal) {
  let end!: () => void;
  let begun = false;
  const over = new Promise<void>((resolve) => (end = resolve));
  const done = room.during(count, signal, () => {
    begun = true;
    return over;
  });
  done.catch(() => {});
  return { done, end, begun: () => begun };
}

describe("the room for handles", () => {
  it("lets as many work as there is room for, the others in their order", async () => {
    const room = new HandleRoom();
    room.most = 3;
    const works = [work(room), work(room), work(room, 2), work(room), work(room)];
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, true, false, false, false]);
    works[0]!.end();
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, true, true, false, false]);
    works[2]!.end();
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, true, true, true, true]);
  });

  it("counts what the user keeps, but waits for nobody where only the user could make room", async () => {
    const room = new HandleRoom();
    room.most = 2;
    room.keep(Buffer.from("a"));
    const [first, second] = [work(room), work(room)];
    await turns();
    expect([first.begun(), second.begun()]).toEqual([true, false]);
    room.release(Buffer.from("a"));
    await turns();
    expect(second.begun()).toBe(true);
    first.end();
    second.end();
    for (const name of ["x", "y", "z"]) room.keep(Buffer.from(name));
    const last = work(room);
    await turns();
    expect(last.begun()).toBe(true);
  });

  it("is wider when the server says so, and given back when something fails", async () => {
    const room = new HandleRoom();
    const works = Array.from({ length: 100 }, () => work(room));
    await turns();
    expect(works.filter(({ begun }) => begun())).toHaveLength(64);
    room.most = Number.POSITIVE_INFINITY;
    await turns();
    expect(works.every(({ begun }) => begun())).toBe(true);
    room.most = 1;
    for (const { end } of works) end();
    await turns();
    await expect(room.during(1, undefined, () => Promise.reject(new Error("failed")))).rejects.toThrow(
      "failed",
    );
    await room.during(1, undefined, async () => {});
  });

  it("lets what stands behind an aborted one begin, where that fits", async () => {
    const room = new HandleRoom();
    room.most = 2;
    const controller = new AbortController();
    const works = [work(room), work(room, 2, controller.signal), work(room)];
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, false, false]);
    controller.abort();
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, false, true]);
    for (const { end } of works) end();
  });

  it("[C-4] an abort ends the waiting, and takes no room", async () => {
    const room = new HandleRoom();
    room.most = 1;
    const controller = new AbortController();
    const first = work(room);
    const waiting = work(room, 1, controller.signal);
    const next = work(room);
    controller.abort();
    await expect(waiting.done).rejects.toMatchObject({ code: "ABORT_ERR" });
    first.end();
    await turns();
    expect([waiting.begun(), next.begun()]).toEqual([false, true]);
  });
});

/** A server that refuses what is one too many, as OpenSSH does. */
function narrow(most: number, tree: Tree): ModelOptions {
  return {
    tree,
    limits: { read: 0, write: 0, handles: most },
    instead: ({ type, id }, { open }) =>
      (type === Packet.OPEN || type === Packet.OPENDIR) && open.size >= most
        ? status(id, Status.FAILURE, "too many open files")
        : undefined,
  };
}

describe("a server with few handles", () => {
  it("[F22] takes thousands of whole operations at once all the same", async () => {
    const tree = new Tree().directory("/d");
    for (let i = 0; i < 100; i++) tree.directory(`/d/${i}`).file(`/d/${i}/f`, `${i}`);
    const { sftp, server } = await connectModel(narrow(10, tree));
    const kept = await sftp.open("/d/0/f");
    const numbers = Array.from({ length: 1_000 }, (_, i) => i);
    await Promise.all([
      ...numbers.map((i) => sftp.writeFile(`/${i}`, `${i}`)),
      ...numbers.map((i) => sftp.listdir(`/d/${i % 100}`)),
      sftp.walk("/d").toArray(),
    ]);
    const contents = await Promise.all(numbers.map((i) => sftp.readFile(`/${i}`, { encoding: "utf8" })));
    expect(contents).toEqual(numbers.map(String));
    await Promise.all(numbers.slice(0, 50).map((i) => sftp.copy(`/${i}`, `/copy-${i}`)));
    await sftp.rm("/d", { recursive: true });
    await kept.close();
    await expectBalancedBooks(server);
  });
});
