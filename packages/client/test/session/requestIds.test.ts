import { expect, it } from "vitest";
import { connectModel } from "../model/connectModel.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const EACH_SIDE = 10;

it.each([0x7fff_fffe, 0xffff_fffe])(
  "[W-8] ten requests on each side of the edge after id %i settle with their own answers",
  async (edge) => {
    const tree = new Tree();
    const names = Array.from({ length: 2 * EACH_SIDE }, (_, i) => `/${i}`);
    for (const [i, name] of names.entries()) tree.symlink(name, `target ${i}`);
    const { sftp, server } = await connectModel({ tree }, { firstRequestId: edge - EACH_SIDE + 1 });
    const targets = await Promise.all(names.map((name) => sftp.readlink(name)));
    expect(targets).toEqual(names.map((_, i) => `target ${i}`));
    const ids = server.peer.received.filter(({ type }) => type === Packet.READLINK).map(({ id }) => id);
    expect(ids).toEqual(names.map((_, i) => (edge - EACH_SIDE + 1 + i) >>> 0));
    expect(ids.filter((id) => id === edge || id === (edge + 2) >>> 0)).toHaveLength(2);
  },
);
