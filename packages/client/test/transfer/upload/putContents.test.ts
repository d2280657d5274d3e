import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { connectModel } from "../../model/connectModel.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

it("put takes contents, and a Buffer is never a path", async () => {
  const folder = await temporaryDirectory();
  const path = join(folder, "secret");
  writeFileSync(path, "secret");
  const { sftp, server } = await connectModel();
  const sources = [
    Buffer.from(path),
    new DataView(new Uint8Array(Buffer.from(path)).buffer),
    Readable.from([path]),
  ];
  for (const source of sources) {
    await sftp.put(source, "/f");
    expect(server.tree.content("/f").toString()).toBe(path);
  }
  await expect(sftp.put(Buffer.from("x"), "/g", { preserve: true } as object)).rejects.toThrow(
    /no option "preserve"/,
  );
  await expect(sftp.get("/f", Buffer.from(path) as unknown as string)).rejects.toThrow(/never a path/);
  expect(server.tree.nodes.has("/g")).toBe(false);
  await sftp.put(pathToFileURL(path), "/f");
  expect(server.tree.content("/f").toString()).toBe("secret");
  await sftp.get("/f", pathToFileURL(join(folder, "copy")), { atomic: true });
  expect(readFileSync(join(folder, "copy"), "utf8")).toBe("secret");
});
