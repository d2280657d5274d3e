import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { turns, until } from "@sftp/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "./temporaryDirectory.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("an abort", () => {
  const sinks: [string, () => Writable | WritableStream<Uint8Array>][] = [
    ["Node stream", () => new Writable({ write: () => {} })],
    ["Web stream", () => new WritableStream({ write: () => new Promise(() => {}) })],
  ];
  it.each(sinks)("[C-4] ends a download into a %s that takes nothing", async (_, sink) => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "content") });
    const controller = new AbortController();
    const getting = sftp.getfo("/f", sink(), { signal: controller.signal });
    getting.catch(() => {});
    await until(() => server.count(Packet.READ) > 1, "the READs");
    await turns(10);
    controller.abort();
    await expect(Promise.race([getting, turns(20)])).rejects.toMatchObject({ code: "ABORT_ERR" });
    await expectBalancedBooks(server);
  });

  it("[C-4] ends an upload of a source that gives nothing, and the source", async () => {
    const { sftp, server } = await connectModel();
    const controller = new AbortController();
    const source = new PassThrough();
    source.write("begun");
    const putting = sftp.putfo(source, "/f", { signal: controller.signal });
    putting.catch(() => {});
    await until(() => server.count(Packet.WRITE) === 1, "the WRITE");
    await turns(5);
    controller.abort();
    await expect(Promise.race([putting, turns(50)])).rejects.toMatchObject({ code: "ABORT_ERR" });
    await until(() => source.destroyed, "the end of the source");
    expect(server.tree.nodes.has("/f")).toBe(false);
    await expectBalancedBooks(server);
  });
});

it("[C-2] an upload to a server that has fallen silent fails, though there is something to clean up", async () => {
  let silent = false;
  const { sftp } = await connectModel({
    instead: ({ type }) => {
      silent ||= type === Packet.WRITE;
      return silent ? null : undefined;
    },
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const putting = sftp.putfo(["content"], "/f");
  let error: unknown;
  putting.catch((thrown: unknown) => (error = thrown));
  await turns(10);
  await vi.advanceTimersByTimeAsync(30_001);
  for (let i = 0; i < 3; i++) {
    await turns(5);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await turns(5);
  expect(error).toMatchObject({ code: "ETIMEDOUT", operation: "write", path: "/f" });
});

it("a source that fails ends the upload with its error, and nothing is left", async () => {
  const { sftp, server } = await connectModel();
  const failure = new Error("the disk broke");
  const source = Readable.from(
    (function* () {
      yield "some";
      throw failure;
    })(),
  );
  await expect(sftp.putfo(source, "/f")).rejects.toBe(failure);
  expect(server.tree.nodes.has("/f")).toBe(false);
  await expectBalancedBooks(server);
});

it("text is a source like any other", async () => {
  const { sftp, server } = await connectModel();
  await sftp.putfo("content", "/f");
  expect(server.tree.content("/f").toString()).toBe("content");
});

it("[C35] a local folder is no file to upload: nothing happens at the server", async () => {
  const local = join(await temporaryDirectory(), "folder");
  mkdirSync(local);
  const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "precious") });
  await expect(sftp.put(local, "/f")).rejects.toMatchObject({ code: "EISDIR" });
  expect(server.tree.content("/f").toString()).toBe("precious");
  expect(server.count(Packet.OPEN)).toBe(0);
});
