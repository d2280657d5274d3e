import type { Dirent } from "node:fs";
import { lstat, opendir, readlink, realpath, stat } from "node:fs/promises";
import { sep } from "node:path";
import { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { ensureFolder, makeFolders } from "../../tree/makeFolders.ts";
import { replaceLink } from "../../tree/symlink.ts";
import { put } from "../put.ts";
import type { TransferReport } from "../transferReport.ts";
import { joinRemote } from "./joinRemote.ts";
import type { FileCopyOptions, TreeDirection } from "./treeTransfer.ts";

/** What the server's umask is applied to. */
const FOLDER_MODE = 0o777;

/** From a local folder to the server, where a folder is its path. */
export class Upload implements TreeDirection<string> {
  readonly operation = "put";
  readonly #session: Session;
  readonly #remotePath: string;

  constructor(session: Session, remotePath: string) {
    this.#session = session;
    this.#remotePath = remotePath;
  }

  join(folder: string, name: string): string {
    return folder.endsWith(sep) ? folder + name : folder + sep + name;
  }

  async stat(path: string): Promise<SFTPAttributes> {
    return SFTPAttributes.fromStat(await stat(bytes(path)));
  }

  async lstat(path: string, _call?: CallOptions, name?: string): Promise<SFTPAttributes> {
    return SFTPAttributes.fromStat(await lstat(bytes(path)), name);
  }

  async realpath(path: string): Promise<string> {
    return utf8.decode(await realpath(bytes(path), "buffer"));
  }

  async readlink(path: string): Promise<string> {
    return utf8.decode(await readlink(bytes(path), "buffer"));
  }

  async *list(path: string): AsyncGenerator<SFTPAttributes> {
    // The declaration knows of no names as bytes.
    const folder = await opendir(bytes(path) as unknown as string, { encoding: "buffer" as "utf8" });
    for await (const { name } of folder as AsyncIterable<Dirent<string | Buffer>>) {
      const text = typeof name === "string" ? name : utf8.decode(name);
      yield this.lstat(this.join(path, text), undefined, text);
    }
  }

  accepts(): boolean {
    return true;
  }

  async enter(parent: string | undefined, name: string, call: CallOptions): Promise<string> {
    const path = parent === undefined ? this.#remotePath : joinRemote(parent, name);
    const make = parent === undefined ? makeFolders : ensureFolder;
    await make(this.#session, FOLDER_MODE, { ...call, path });
    return path;
  }

  async copy(path: string, folder: string, name: string, options: FileCopyOptions): Promise<TransferReport> {
    return (await put(this.#session, bytes(path), joinRemote(folder, name), options)).report;
  }

  link(target: string, folder: string, name: string, call: CallOptions): Promise<void> {
    const path = joinRemote(folder, name);
    return replaceLink(this.#session, target, { ...call, path });
  }

  async leave(path: string, attributes: SFTPAttributes | undefined, call: CallOptions): Promise<void> {
    if (attributes === undefined) return;
    const { mode = 0, atime, mtime } = attributes.toWire();
    const attrs = { mode: mode & 0o7777, atime, mtime };
    await this.#session.call("setstat", { path, attrs }, { ...call, path });
  }
}

/** Names of any bytes can be named only as bytes. */
function bytes(path: string): Buffer {
  return Buffer.from(utf8.encode(path));
}
