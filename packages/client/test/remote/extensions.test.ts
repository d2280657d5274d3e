import { frame, join, string, u32, u64 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { startScripted } from "../model/startScripted.ts";
import { Packet, status, Status } from "../model/status.ts";

const { EXTENDED, EXTENDED_REPLY, NAME } = Packet;

describe("posixRename", () => {
  it("[C22] is posix-rename@openssh.com", async () => {
    const { sftp, peer } = await startScripted({}, [["posix-rename@openssh.com", "1"]]);
    const renaming = sftp.posixRename("/a", "/b");
    const request = await peer.expect(
      EXTENDED,
      string("posix-rename@openssh.com"),
      string("/a"),
      string("/b"),
    );
    peer.send(status(request.id, Status.OK));
    await renaming;
  });

  it("[C22] is refused locally where the server does not offer it, unless forced", async () => {
    const { sftp, peer } = await startScripted();
    await expect(sftp.posixRename("/a", "/b")).rejects.toMatchObject({
      code: "ENOTSUP",
      message: "ENOTSUP: the server does not offer posix-rename@openssh.com, posixRename '/a' -> '/b'",
    });
    expect(peer.received).toHaveLength(1);
    const forced = sftp.posixRename("/a", "/b", { force: true });
    peer.send(status((await peer.next()).id, Status.OP_UNSUPPORTED));
    await expect(forced).rejects.toMatchObject({ code: "ENOTSUP", status: Status.OP_UNSUPPORTED });
  });
});

function done(id: number): Uint8Array {
  return status(id, Status.OK);
}

function name(id: number): Uint8Array {
  return frame(NAME, u32(id), u32(1), string("/home/me"), string(""), u32(0));
}

describe("what servers can do beyond the protocol", () => {
  const attrs = {
    mode: [u32(4), u32(0o600)],
    owner: [u32(2), u32(1), u32(2)],
    times: [u32(8), u32(3), u32(4)],
  };
  interface Case {
    readonly extension: readonly [name: string, data: string];
    readonly call: (sftp: SFTPClient) => Promise<unknown>;
    readonly fields: readonly Uint8Array[];
    readonly reply: (id: number) => Uint8Array;
    readonly result: unknown;
  }
  const cases: Record<string, Case> = {
    hardlink: {
      extension: ["hardlink@openssh.com", "1"],
      call: (sftp) => sftp.hardlink("/a", "/b"),
      fields: [string("/a"), string("/b")],
      reply: done,
      result: undefined,
    },
    lchmod: {
      extension: ["lsetstat@openssh.com", "1"],
      call: (sftp) => sftp.lchmod("/a", 0o600),
      fields: [string("/a"), ...attrs.mode],
      reply: done,
      result: undefined,
    },
    lchown: {
      extension: ["lsetstat@openssh.com", "1"],
      call: (sftp) => sftp.lchown("/a", 1, 2),
      fields: [string("/a"), ...attrs.owner],
      reply: done,
      result: undefined,
    },
    lutime: {
      extension: ["lsetstat@openssh.com", "1"],
      call: (sftp) => sftp.lutime("/a", [3, 4]),
      fields: [string("/a"), ...attrs.times],
      reply: done,
      result: undefined,
    },
    expandPath: {
      extension: ["expand-path@openssh.com", "1"],
      call: (sftp) => sftp.expandPath("~"),
      fields: [string("~")],
      reply: name,
      result: "/home/me",
    },
    homeDirectory: {
      extension: ["home-directory", "1"],
      call: (sftp) => sftp.homeDirectory("me"),
      fields: [string("me")],
      reply: name,
      result: "/home/me",
    },
    usersGroupsById: {
      extension: ["users-groups-by-id@openssh.com", "1"],
      call: (sftp) => sftp.usersGroupsById([0, 7], [9]),
      fields: [string(join(u32(0), u32(7))), string(u32(9))],
      reply: (id) =>
        frame(EXTENDED_REPLY, u32(id), string(join(string("root"), string(""))), string(string("wheel"))),
      result: { users: ["root", ""], groups: ["wheel"] },
    },
    statvfs: {
      extension: ["statvfs@openssh.com", "2"],
      call: (sftp) => sftp.statvfs("/a"),
      fields: [string("/a")],
      reply: (id) =>
        frame(EXTENDED_REPLY, u32(id), ...Array.from({ length: 11 }, (_, i) => u64(2n ** 60n + BigInt(i)))),
      result: expect.objectContaining({ bsize: 2n ** 60n, namemax: 2n ** 60n + 10n }),
    },
    spaceAvailable: {
      extension: ["space-available", "1"],
      call: (sftp) => sftp.spaceAvailable("/a"),
      fields: [string("/a")],
      reply: (id) => frame(EXTENDED_REPLY, u32(id), u64(4), u64(3), u64(2), u64(1), u32(512)),
      result: expect.objectContaining({ bytesOnDevice: 4n, bytesPerAllocationUnit: 512 }),
    },
    md5Hash: {
      extension: ["md5-hash", "1"],
      call: (sftp) => sftp.md5Hash("/a", 5, { length: 6 }),
      fields: [string("/a"), u64(5), u64(6), string("")],
      reply: (id) => frame(EXTENDED_REPLY, u32(id), string("md5-hash"), string(Buffer.alloc(16, 7))),
      result: Buffer.alloc(16, 7),
    },
  };

  it.each(Object.entries(cases))(
    "%s asks with its name and its fields",
    async (_, { extension, call, fields, reply, result }) => {
      const { sftp, peer } = await startScripted({}, [extension]);
      const calling = call(sftp);
      calling.catch(() => {});
      const { id } = await peer.expect(EXTENDED, string(extension[0]), ...fields);
      peer.send(reply(id));
      expect(await calling).toEqual(result);
    },
  );

  it.each(Object.entries(cases))(
    "%s is refused locally where it is not offered",
    async (operation, { call, extension }) => {
      const { sftp, peer } = await startScripted();
      await expect(call(sftp)).rejects.toMatchObject({ code: "ENOTSUP", operation });
      expect(peer.received).toHaveLength(1);
      // In another version it is another extension.
      const { sftp: other } = await startScripted({}, [[extension[0], "99"]]);
      await expect(call(other)).rejects.toMatchObject({ code: "ENOTSUP" });
    },
  );

  it("homeDirectory without a name asks for ~ where the server can tell that", async () => {
    const { sftp, peer } = await startScripted({}, [
      ["expand-path@openssh.com", "1"],
      ["home-directory", "1"],
    ]);
    const home = sftp.homeDirectory();
    const { id } = await peer.expect(EXTENDED, string("expand-path@openssh.com"), string("~"));
    peer.send(name(id));
    expect(await home).toBe("/home/me");
  });
});
