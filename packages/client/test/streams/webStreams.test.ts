import { Random, turns } from "@sftp/testing";
import { expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const content = Buffer.from(new Random(4).bytes(400_000));

it("copies a file through a readable and a writable", async () => {
  const { sftp, server } = await connectModel({ tree: new Tree().file("/f", content) });
  await sftp.readable("/f").pipeTo(sftp.writable("/g", { mode: 0o640 }));
  expect(server.tree.content("/g").equals(content)).toBe(true);
  expect(server.tree.nodes.get("/g")!.mode).toBe(0o640);
  await expectBalancedBooks(server);
});

it("a readable gives a part, to any consumer", async () => {
  const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "0123456789") });
  expect(await new Response(sftp.readable("/f", { start: 2, end: 4 })).text()).toBe("234");
  await expectBalancedBooks(server);
});

it("[C-6] a readable that is cancelled closes the file", async () => {
  const { sftp, server } = await connectModel({ tree: new Tree().file("/f", content) });
  const reader = sftp.readable("/f").getReader();
  expect((await reader.read()).done).toBe(false);
  await reader.cancel(new Error("enough"));
  await expectBalancedBooks(server);
  await turns(5);
  for await (const chunk of sftp.readable("/f")) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await expectBalancedBooks(server);
});

it("a readable fails with what the server says", async () => {
  const { sftp, server } = await connectModel({
    tree: new Tree().file("/f", content),
    instead: ({ type, id }) => (type === Packet.READ ? status(id, Status.PERMISSION_DENIED) : undefined),
  });
  await expect(new Response(sftp.readable("/none")).text()).rejects.toMatchObject({ code: "ENOENT" });
  await expect(new Response(sftp.readable("/f")).text()).rejects.toMatchObject({ code: "EACCES" });
  await expectBalancedBooks(server);
});

it("[F1] [F2] a writable's close is a success only if everything was", async () => {
  for (const failing of [Packet.WRITE, Packet.CLOSE]) {
    const { sftp } = await connectModel({
      instead: ({ type, id }) => (type === failing ? status(id, 14, "disk full") : undefined),
    });
    const writer = sftp.writable("/f").getWriter();
    writer.write(content).catch(() => {});
    writer.closed.catch(() => {});
    await expect(writer.close()).rejects.toMatchObject({ code: "ENOSPC" });
  }
  const { sftp } = await connectModel({ tree: new Tree().directory("/d") });
  await expect(sftp.readable("/none").pipeTo(sftp.writable("/d"))).rejects.toBeDefined();
});

it("[C-6] [C-4] a writable that is aborted, by itself or a signal, closes the file", async () => {
  const { sftp, server } = await connectModel();
  const writer = sftp.writable("/f").getWriter();
  await writer.write(content);
  await writer.abort(new Error("enough"));
  const controller = new AbortController();
  const other = sftp.writable("/g", { signal: controller.signal }).getWriter();
  await other.write(content);
  controller.abort();
  other.closed.catch(() => {});
  await expect(other.close()).rejects.toMatchObject({ code: "ABORT_ERR" });
  await expectBalancedBooks(server);
});
