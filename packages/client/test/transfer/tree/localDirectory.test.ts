import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectModel } from "../../model/connectModel.ts";
import { Packet } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

it.runIf(process.platform === "linux")(
  "[C-11] a folder that is swapped for a link while it is filled leads nothing astray",
  async () => {
    const outer = await temporaryDirectory();
    const [outside, local] = [join(outer, "outside"), join(outer, "dest")];
    mkdirSync(outside);
    const { sftp } = await connectModel({
      tree: new Tree().directory("/s").directory("/s/d").file("/s/d/f", "evil"),
      instead({ type, fields }) {
        if (type === Packet.OPEN && fields().text() === "/s/d/f") {
          renameSync(join(local, "d"), join(outer, "moved"));
          symlinkSync("../outside", join(local, "d"));
        }
        return undefined;
      },
    });
    await sftp.get("/s", local, { recursive: true, preserve: true });
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(join(outer, "moved/f"), "utf8")).toBe("evil");
  },
);

it("errors show names in the folder as people know them, those of what is not complete too", async () => {
  const local = join(await temporaryDirectory(), "dest");
  mkdirSync(join(local, "d/f"), { recursive: true });
  const { sftp } = await connectModel({
    tree: new Tree().directory("/s").directory("/s/d").file("/s/d/f", "file"),
  });
  const get = (options: object): Promise<unknown> =>
    sftp.get("/s", local, { recursive: true, ...options }).catch((error: unknown) => error);
  const plain = await get({});
  expect(plain).toMatchObject({ code: "EISDIR", path: join(local, "d/f") });
  const atomic = await get({ atomic: true, onPartial: "keep" });
  const part = expect.stringMatching(/\/dest\/d\/\.f\.[0-9a-f]{32}\.part$/) as string;
  expect(atomic).toMatchObject({ dest: join(local, "d/f"), path: part, leftover: part });
  expect((atomic as Error).message).not.toContain("/proc/");
});
