import type { Dirent } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { sep } from "node:path";
import { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";

/** A local path of any bytes, which can be named only as bytes. */
export function pathBytes(path: string): Buffer {
  return Buffer.from(utf8.encode(path));
}

/** The path of a name in a local folder. */
export function joinLocal(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

/** What is in a local folder, each with its `filename`, links as themselves. What goes meanwhile is left out. */
export async function* localEntries(path: string): AsyncGenerator<SFTPAttributes, void, undefined> {
  // The declaration knows of no names as bytes.
  const folder = await opendir(pathBytes(path) as unknown as string, { encoding: "buffer" as "utf8" });
  for await (const { name } of folder as AsyncIterable<Dirent<string | Buffer>>) {
    const text = typeof name === "string" ? name : utf8.decode(name);
    try {
      yield SFTPAttributes.fromStat(await lstat(pathBytes(joinLocal(path, text))), text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
