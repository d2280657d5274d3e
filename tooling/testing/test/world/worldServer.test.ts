import { Flag, Packet, Status, string, u32, u64 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { askWorld, NO_ATTRIBUTES } from "./askWorld.ts";

const { OPEN, CLOSE, READ, WRITE, STAT, LSTAT, REMOVE, RENAME, MKDIR, RMDIR, EXTENDED } = Packet;

describe("WorldServer", () => {
  it("reads, writes and closes files, and remembers what was delivered", async () => {
    const { server, ask, open, status } = await askWorld();
    const handle = string((await open("/new", Flag.WRITE | Flag.CREAT)) as string);
    expect(await status(WRITE, handle, u64(3), string("abc"))).toBe(Status.OK);
    expect(server.delivered.has("/new")).toBe(false);
    expect(await status(CLOSE, handle)).toBe(Status.OK);
    expect(server.delivered.get("/new")).toEqual(Buffer.from("\0\0\0abc"));
    const again = string((await open("/new", Flag.READ)) as string);
    expect((await ask(READ, again, u64(3), u32(99))).fields().text()).toBe("abc");
    expect(await status(READ, again, u64(6), u32(1))).toBe(Status.EOF);
    expect([...server.open.values()].map(({ path }) => path)).toEqual(["/new"]);
    expect(await status(CLOSE, string("none"))).toBe(Status.FAILURE);
    expect(server.wronglyClosed).toBe(1);
    expect(server.refused).toEqual(["close"]);
  });

  it("has names: made, found, renamed and removed as the draft says", async () => {
    const { status, ask } = await askWorld();
    expect(await status(MKDIR, string("/d/e"), NO_ATTRIBUTES)).toBe(Status.OK);
    expect(await status(MKDIR, string("/d/e"), NO_ATTRIBUTES)).toBe(Status.FAILURE);
    expect(await status(RMDIR, string("/d"))).toBe(Status.FAILURE);
    expect(await status(RENAME, string("/f"), string("/d/e"))).toBe(Status.FAILURE);
    expect(await status(RENAME, string("/f"), string("/d/e/f"))).toBe(Status.OK);
    expect(await status(STAT, string("/f"))).toBe(Status.NO_SUCH_FILE);
    expect((await ask(LSTAT, string("/d/e/f"))).type).toBe(Packet.ATTRS);
    const over = [string("posix-rename@openssh.com"), string("/d/e/f"), string("/d/g")];
    expect(await status(EXTENDED, ...over)).toBe(Status.OK);
    expect(await status(REMOVE, string("/d/g"))).toBe(Status.OK);
    expect(await status(OPEN, string("/none/f"), u32(Flag.WRITE | Flag.CREAT), NO_ATTRIBUTES)).toBe(
      Status.NO_SUCH_FILE,
    );
    expect(await status(EXTENDED, string("statvfs@openssh.com"), string("/"))).toBe(Status.OP_UNSUPPORTED);
  });
});
