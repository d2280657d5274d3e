import { readdir } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { entryNameFlaw } from "../../src/remote/entryName.ts";
import { type Connected, connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { made, Tree } from "../model/tree.ts";
import { temporaryDirectory } from "../transfer/temporaryDirectory.ts";
import { hostileNames } from "../transfer/tree/hostileNames.ts";

const NAMES = [
  ...hostileNames().map(({ name }) => name),
  "a".repeat(1_024),
  "a".repeat(1_025),
  "é".repeat(513),
  "漢".repeat(255),
  "x/../../y",
  "/absolute",
  "nul\0",
].filter((name) => Buffer.from(name).toString() === name);
const GOOD = NAMES.filter((name) => entryNameFlaw(name) === undefined);
/** The two that are in every listing are no news. */
const BAD = NAMES.filter((name) => entryNameFlaw(name) !== undefined && name !== "." && name !== "..");

const PATHS: ReadonlySet<number> = new Set([
  Packet.OPEN,
  Packet.LSTAT,
  Packet.STAT,
  Packet.OPENDIR,
  Packet.REMOVE,
  Packet.RMDIR,
  Packet.MKDIR,
  Packet.READLINK,
]);

/** A server that lists all these names in the folder `/s`, of which it has those that can be. */
function connectHostile(): Promise<Connected> {
  const tree = new Tree().directory("/s").directory("/t").file("/other", "precious");
  for (const name of GOOD) tree.file(`/s/${name}`, "x");
  const listed = new Set<unknown>();
  return connectModel({
    tree,
    instead: ({ type, id, fields }, server) => {
      if (type !== Packet.READDIR) return undefined;
      const handle = server.open.get(Buffer.from(fields().string()).toString());
      if (handle?.path !== "/s") return undefined;
      if (listed.has(handle)) return status(id, Status.EOF);
      listed.add(handle);
      return server.names(
        id,
        NAMES.map((name) => [name, made("file", 0o644, "x")] as const),
      );
    },
  });
}

async function warnings(work: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = [];
  const listener = ({ name }: Error): void => void heard.push(name);
  process.on("warning", listener);
  onTestFinished(() => void process.off("warning", listener));
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  return heard.filter((name) => name === "SFTPUnsafeNameWarning");
}

/** What lists names: the names that it gave, and how many it reported as left out (`null` if it cannot say). */
const LISTINGS: Record<string, (sftp: SFTPClient) => Promise<[names: string[], reported: number | null]>> = {
  async listdir(sftp) {
    let reported = 0;
    return [await sftp.listdir("/s", { onError: () => reported++ }), reported];
  },
  async listdirAttr(sftp) {
    let reported = 0;
    const entries = await sftp.listdirAttr("/s", { onError: () => reported++ });
    return [entries.map(({ filename }) => filename!), reported];
  },
  async listdirIter(sftp) {
    let reported = 0;
    const entries = await sftp.listdirIter("/s", 2, { onError: () => reported++ }).toArray();
    return [entries.map(({ filename }) => filename!), reported];
  },
  async walk(sftp) {
    let reported = 0;
    const names: string[] = [];
    const filter = ({ attributes }: { attributes: { filename?: string | undefined } }): boolean =>
      names.push(attributes.filename!) > 0;
    await sftp.walk("/s", { filter, onError: () => reported++ }).toArray();
    return [names, reported];
  },
  async readdir(sftp) {
    return [await sftp.fs.promises.readdir("/s"), null];
  },
  async "readdir recursive"(sftp) {
    return [await sftp.fs.promises.readdir("/s", { recursive: true }), null];
  },
  async "readdir withFileTypes"(sftp) {
    const entries = await sftp.fs.promises.readdir("/s", { withFileTypes: true });
    return [entries.map(({ name }) => name), null];
  },
  async opendir(sftp) {
    const names: string[] = [];
    for await (const { name } of await sftp.fs.promises.opendir("/s")) names.push(name);
    return [names, null];
  },
  async "get recursive"(sftp) {
    const names: string[] = [];
    const filter = (path: string): boolean => names.push(path) > 0;
    const { skipped } = await sftp.get("/s", await temporaryDirectory(), {
      recursive: true,
      filter,
      onError: () => {},
    });
    return [names, skipped.length];
  },
  async "copy recursive"(sftp) {
    const names: string[] = [];
    const filter = (path: string): boolean => names.push(path) > 0;
    const { skipped } = await sftp.copy("/s", "/t", { recursive: true, filter });
    return [names, skipped.length];
  },
  async "sync from the server"(sftp) {
    const names: string[] = [];
    const filter = (path: string): boolean => names.push(path) > 0;
    const target = { local: await temporaryDirectory() };
    const { skipped } = await sftp.sync({ remote: "/s" }, target, {
      filter,
      delete: true,
      onError: () => {},
    });
    return [names, skipped.length];
  },
  async "sync to the server"(sftp) {
    const names: string[] = [];
    const filter = (path: string): boolean => names.push(path) > 0;
    const source = { local: await temporaryDirectory() };
    const { skipped, deleted } = await sftp.sync(source, { remote: "/s" }, { filter, delete: true });
    expect(deleted).toBe(GOOD.length);
    return [names, skipped.length];
  },
};

describe("names of a server", () => {
  it.each(Object.keys(LISTINGS))(
    "[C-20] %s gives those that are safe, and the others are reported",
    async (face) => {
      const { sftp, server } = await connectHostile();
      let result: [string[], number | null] | undefined;
      const heard = await warnings(async () => (result = await LISTINGS[face]!(sftp)));
      const [names, reported] = result!;
      expect(names.toSorted()).toEqual(GOOD.toSorted());
      if (reported === null) expect(heard).toHaveLength(1);
      else expect([reported, heard]).toEqual([BAD.length, []]);
      for (const { type, fields } of server.peer.received) {
        if (!PATHS.has(type)) continue;
        const path = fields().text();
        if (path.startsWith("/s/")) expect(entryNameFlaw(path.slice(3)), path).toBeUndefined();
        else expect(["/s", "/t"], path).toContain(path.startsWith("/t/") ? "/t" : path);
      }
      await expectBalancedBooks(server);
    },
  );

  it("[C-20] rm removes what it can, and then says what stands in the way", async () => {
    const { sftp, server } = await connectHostile();
    await expect(sftp.rm("/s", { recursive: true })).rejects.toMatchObject({
      code: "ERR_SFTP_UNSAFE_NAME",
      path: "/s",
      message: expect.not.stringContaining("\0") as string,
    });
    expect([...server.tree.nodes.keys()].toSorted()).toEqual(["/", "/other", "/s", "/t"]);
    expect(server.count(Packet.RMDIR)).toBe(0);
  });

  it("[C-20] a listing of the target has a limit too", async () => {
    const tree = new Tree().directory("/t");
    for (let n = 0; n < 50; n++) tree.file(`/t/${n}`);
    const { sftp } = await connectModel({ tree });
    const source = { local: await temporaryDirectory() };
    const tooMany = { code: "ERR_SFTP_TREE_LIMIT" };
    await expect(sftp.sync(source, { remote: "/t" }, { maxEntries: 49 })).rejects.toMatchObject(tooMany);
    await sftp.sync({ remote: "/t" }, source);
    expect(await readdir(source.local)).toHaveLength(50);
    await expect(sftp.sync({ remote: "/none" }, source, { maxEntries: 49 })).rejects.toMatchObject({
      code: "ENOENT",
    });
    tree.directory("/e");
    await expect(sftp.sync({ remote: "/e" }, source, { maxEntries: 49 })).rejects.toMatchObject(tooMany);
    await sftp.sync(source, { remote: "/t" }, { maxEntries: 50 });
  });
});
