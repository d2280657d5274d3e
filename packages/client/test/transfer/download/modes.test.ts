import { writeFileSync } from "node:fs";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectModel } from "../../model/connectModel.ts";
import { Packet } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const MODES = [0o600, 0o700, 0o755, 0o644, 0o444, 0o6755, 0o1777];

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o7777;
}

function withUmask(mask: number): void {
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
}

describe("the permissions of a download", () => {
  it.each(MODES)("are at no time wider than those of the source: %o", async (mode) => {
    withUmask(0o022);
    const local = await temporaryDirectory();
    const seen = new Set<number>();
    const tree = new Tree().file("/f", "content".repeat(1_000));
    tree.nodes.get("/f")!.mode = mode;
    let path = "";
    const { sftp } = await connectModel({
      tree,
      mostData: 500,
      instead({ type }) {
        if (type !== Packet.READ || path === "") return undefined;
        void modeOf(path).then(
          (bits) => seen.add(bits),
          () => {},
        );
        return undefined;
      },
    });
    const expected = mode & 0o777 & ~0o022;
    for (const [name, options] of Object.entries({
      plain: {},
      atomic: { atomic: true },
      preserve: { preserve: true },
      both: { atomic: true, preserve: true },
    })) {
      path = join(local, name);
      await sftp.get("/f", path, options);
      expect(await modeOf(path), name).toBe("preserve" in options ? mode & 0o777 : expected);
    }
    // Its owner may write it meanwhile.
    for (const bits of seen) expect(bits & ~(mode & 0o777) & ~0o200).toBe(0);
  });

  it("are those of the file that is there already, and of a new one those that the umask leaves if the server says none", async () => {
    withUmask(0o027);
    const local = await temporaryDirectory();
    const tree = new Tree().file("/f", "content");
    tree.nodes.get("/f")!.mode = 0o777;
    const { sftp } = await connectModel({ tree });
    const { sftp: silent } = await connectModel({ tree, withoutModes: true });
    for (const options of [{}, { atomic: true }]) {
      const path = join(local, "there");
      writeFileSync(path, "old");
      await chmod(path, 0o604);
      await sftp.get("/f", path, options);
      expect(await modeOf(path)).toBe(0o604);
      await silent.get("/f", join(local, `new${Object.keys(options).length}`), options);
      expect(await modeOf(join(local, `new${Object.keys(options).length}`))).toBe(0o640);
    }
  });
});
