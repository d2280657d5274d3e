import { turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { HandleQuota } from "../../src/session/handleQuota.ts";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions } from "../model/modelServer.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

/** Work that is begun and lasts until it is told to end. */
function work(quota: HandleQuota, count = 1, signal?: AbortSignal) {
  let end!: () => void;
  let begun = false;
  const over = new Promise<void>((resolve) => (end = resolve));
  const done = (async () => {
    using _lease = await quota.acquire(count, signal);
    begun = true;
    await over;
  })();
  done.catch(() => {});
  return { done, end, begun: () => begun };
}

async function failing(quota: HandleQuota): Promise<void> {
  using _lease = await quota.acquire(1, undefined);
  throw new Error("failed");
}

describe("the handle quota", () => {
  it("lets as many work as there is room for, the others in their order", async () => {
    const quota = new HandleQuota();
    quota.limit = 3;
    const works = [work(quota), work(quota), work(quota, 2), work(quota), work(quota)];
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
    const quota = new HandleQuota();
    quota.limit = 2;
    const kept = quota.keep();
    const [first, second] = [work(quota), work(quota)];
    await turns();
    expect([first.begun(), second.begun()]).toEqual([true, false]);
    kept.until(Promise.resolve());
    await turns();
    expect(second.begun()).toBe(true);
    first.end();
    second.end();
    for (let i = 0; i < 3; i++) quota.keep();
    const last = work(quota);
    await turns();
    expect(last.begun()).toBe(true);
  });

  it("is wider when the server says so, and given back when something fails", async () => {
    const quota = new HandleQuota();
    const works = Array.from({ length: 100 }, () => work(quota));
    await turns();
    expect(works.filter(({ begun }) => begun())).toHaveLength(64);
    quota.limit = Number.POSITIVE_INFINITY;
    await turns();
    expect(works.every(({ begun }) => begun())).toBe(true);
    quota.limit = 1;
    for (const { end } of works) end();
    await turns();
    await expect(failing(quota)).rejects.toThrow("failed");
    await quota.acquire(1, undefined);
  });

  it("lets what stands behind an aborted one begin, where that fits", async () => {
    const quota = new HandleQuota();
    quota.limit = 2;
    const controller = new AbortController();
    const works = [work(quota), work(quota, 2, controller.signal), work(quota)];
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, false, false]);
    controller.abort();
    await turns();
    expect(works.map(({ begun }) => begun())).toEqual([true, false, true]);
    for (const { end } of works) end();
  });

  it("[C-4] an abort ends the waiting, and takes no room", async () => {
    const quota = new HandleQuota();
    quota.limit = 1;
    const controller = new AbortController();
    const first = work(quota);
    const waiting = work(quota, 1, controller.signal);
    const next = work(quota);
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
