import { describe, expect, it } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

function tree(): Tree {
  return new Tree().directory("/full").file("/full/f").directory("/empty").file("/f").symlink("/l", "f");
}

describe("where the server says only FAILURE, what is there tells why", () => {
  const cases: [string, string, (sftp: SFTPClient) => Promise<unknown>][] = [
    ["mkdir of what exists", "EEXIST", (sftp) => sftp.mkdir("/f")],
    ["rename onto what exists", "EEXIST", (sftp) => sftp.rename("/f", "/empty")],
    ["symlink in the place of what exists", "EEXIST", (sftp) => sftp.symlink("x", "/l")],
    ["open of what must not exist", "EEXIST", (sftp) => sftp.open("/f", "wx")],
    ["open of a folder", "EISDIR", (sftp) => sftp.open("/empty", "w")],
    ["remove of a folder", "EISDIR", (sftp) => sftp.remove("/empty")],
    ["rmdir of a folder that is not empty", "ENOTEMPTY", (sftp) => sftp.rmdir("/full")],
    ["rmdir of a file", "ENOTDIR", (sftp) => sftp.rmdir("/f")],
    ["rmdir of a link", "ENOTDIR", (sftp) => sftp.rmdir("/l")],
    ["listing of a file", "ENOTDIR", (sftp) => sftp.listdir("/f")],
    ["get of a folder", "EISDIR", (sftp) => sftp.get("/full", "/dev/null")],
    ["put onto a folder", "EISDIR", (sftp) => sftp.putfo([], "/full")],
  ];
  it.each(cases)("%s is %s", async (_, code, operate) => {
    const { sftp, server } = await connectModel({ tree: tree() });
    await expect(operate(sftp)).rejects.toMatchObject({
      code,
      status: Status.FAILURE,
      serverMessage: "Failure",
    });
    await expectBalancedBooks(server);
  });

  it("nothing is guessed where it does not", async () => {
    const { sftp } = await connectModel({
      tree: tree(),
      instead: ({ type, id }) =>
        type === Packet.MKDIR || type === Packet.RMDIR
          ? status(id, Status.FAILURE, "disk on fire")
          : undefined,
    });
    await expect(sftp.mkdir("/new")).rejects.toMatchObject({
      code: "EIO",
      message: "EIO: disk on fire, mkdir '/new'",
    });
    await expect(sftp.rmdir("/empty")).rejects.toMatchObject({ code: "EIO" });
  });

  it("a missing folder stays missing, and what the server does say is left as it is", async () => {
    const { sftp, server } = await connectModel({
      tree: tree(),
      instead: ({ type, id }) => (type === Packet.REMOVE ? status(id, Status.PERMISSION_DENIED) : undefined),
    });
    await expect(sftp.listdir("/none")).rejects.toMatchObject({
      code: "ENOENT",
      status: Status.NO_SUCH_FILE,
    });
    await expect(sftp.remove("/empty")).rejects.toMatchObject({ code: "EACCES" });
    expect(server.count(Packet.LSTAT)).toBe(0);
  });
});
