import { FieldReader, type ReceivedFrame, Random } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import type { ModelServer } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";

const content = Buffer.from(new Random(7).bytes(200_000));

/** Answers copy-file as the extension says, without a target that is there already. */
function copyFile({ type, id, fields }: ReceivedFrame, { tree }: ModelServer): Uint8Array | undefined {
  const reader: FieldReader = fields();
  if (type !== Packet.EXTENDED || reader.text() !== "copy-file") return undefined;
  const [from, to] = [reader.text(), reader.text()];
  if (tree.nodes.has(to)) return status(id, Status.FAILURE);
  tree.file(to, tree.content(from));
  return status(id, Status.OK);
}

/** Answers copy-data as the extension says. */
function copyData({ type, id, fields }: ReceivedFrame, { open }: ModelServer): Uint8Array | undefined {
  const reader: FieldReader = fields();
  if (type !== Packet.EXTENDED || reader.text() !== "copy-data") return undefined;
  const node = () => open.get(Buffer.from(reader.string()).toString("latin1"))!.node;
  const source = node();
  reader.u64();
  reader.u64();
  node().data = Uint8Array.from(source.data);
  return status(id, Status.OK);
}

describe("copy of a file", () => {
  it.each(["true", "absent", "zero"] as const)(
    "[C-9] copies all of it at a server that has copy-data, whose stated sizes are %s",
    async (sizes) => {
      const { sftp, server } = await connectModel({
        tree: new Tree().file("/f", content).file("/old", "old"),
        extensions: [["copy-data", "1"]],
        sizes: sizes === "zero" ? () => 0 : sizes,
        instead: copyData,
      });
      for (const path of ["/new", "/old"]) {
        await sftp.copy("/f", path, { confirm: false });
        expect(server.tree.content(path).equals(content)).toBe(true);
      }
      await expectBalancedBooks(server);
    },
  );

  it("asks for copy-file where that is all the server has, and copies over what is there through the client", async () => {
    const { sftp, server } = await connectModel({
      tree: new Tree().file("/f", content).file("/old", "old"),
      extensions: [["copy-file", "1"]],
      instead: copyFile,
    });
    expect(await sftp.copy("/f", "/new")).toMatchObject({ files: 1, bytes: 200_000, verified: "size" });
    expect(server.count(Packet.WRITE)).toBe(0);
    await sftp.copy("/f", "/old");
    await sftp.copy("/f", "/f");
    for (const path of ["/f", "/new", "/old"]) expect(server.tree.content(path).equals(content)).toBe(true);
    await expectBalancedBooks(server);
  });

  it("goes to another server, with permissions and times, and tells its progress", async () => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f", content) });
    const other = await connectModel();
    const told: [number, number][] = [];
    await sftp.copy("/f", "/g", {
      to: other.sftp,
      preserve: true,
      onProgress: (...call) => void told.push(call),
    });
    expect(other.server.tree.content("/g").equals(content)).toBe(true);
    expect(other.server.tree.nodes.get("/g")).toMatchObject({ mode: 0o644, mtime: 2_000 });
    expect(told.at(-1)).toEqual([200_000, 200_000]);
  });

  it.each([true, false])("[C-9] finds a copy that is not the original (atomic: %s)", async (atomic) => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f", content) });
    let spoils = true;
    const other = await connectModel({
      tree: new Tree().file("/g", "old"),
      instead: ({ type, fields }, { open }) => {
        const node = open.get(Buffer.from(fields().string()).toString("latin1"))?.node;
        // The first byte is another one by the time that the file is closed.
        if (type === Packet.CLOSE && spoils && node !== undefined && node.data.length > 0) node.data[0]! ^= 1;
        return undefined;
      },
    });
    const options = {
      to: other.sftp,
      verify: "hash",
      atomic,
      replace: atomic ? "unlink-first" : undefined,
    } as const;
    await expect(sftp.copy("/f", "/g", options)).rejects.toMatchObject({ code: "ERR_SFTP_MISMATCH" });
    if (atomic) expect(other.server.tree.content("/g").toString()).toBe("old");
    spoils = false;
    expect(await sftp.copy("/f", "/g", options)).toMatchObject({ bytes: 200_000, verified: "hash" });
    expect(other.server.tree.content("/g").equals(content)).toBe(true);
    await expectBalancedBooks(other.server);
  });

  it("refuses to be durable where the server cannot", async () => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f", content) });
    for (const atomic of [true, false])
      await expect(sftp.copy("/f", "/g", { durable: true, atomic })).rejects.toMatchObject({
        code: "ENOTSUP",
      });
  });
});
