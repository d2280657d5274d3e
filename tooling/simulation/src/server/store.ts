import fs from "node:fs";
import { join } from "node:path";
import { FsBackend } from "@sftp/fs-backend";
import { MemoryBackend } from "@sftp/memory-backend";
import type { SFTPServerInterface } from "@sftp/server";
import type { ServerPlan } from "../world/plan.ts";

/** A server's storage, and the truth about it: what a checker sees without any of the server's habits. */
export interface Store {
  readonly backend: SFTPServerInterface;
  /** The content of a file; `undefined` if nothing has the name. */
  read(path: string): Buffer | undefined;
  write(path: string, content: Buffer): void;
  remove(path: string): void;
  makeDirectory(path: string): void;
  /** The names in a directory; none if there is no such directory. */
  list(path: string): string[];
  /** Bytes of all files. */
  used(): number;
}

/** @param root an empty directory, for those that keep files on a disk */
export function openStore({ storage }: Pick<ServerPlan, "storage">, root: string): Store {
  return storage === "memory" ? memoryStore() : diskStore(root, storage === "fs-atomic");
}

function memoryStore(): Store {
  const backend = new MemoryBackend();
  return {
    backend,
    read: (path) => (backend.exists(path) ? backend.readFile(path) : undefined),
    write: (path, content) => backend.writeFile(path, content),
    remove: (path) => backend.remove(path),
    makeDirectory: (path) => backend.makeFolders(path),
    list: (path) =>
      backend.exists(path) ? Array.from(backend.listFolder(path), ({ filename }) => filename!) : [],
    used: () =>
      Object.values(backend.snapshot()).reduce(
        (sum, content) => sum + (content instanceof Uint8Array ? content.length : 0),
        0,
      ),
  };
}

function diskStore(root: string, atomicUploads: boolean): Store {
  const backend = new FsBackend({ root, atomicUploads });
  const at = (path: string): string => join(root, path);
  const list = (path: string): string[] => (fs.existsSync(at(path)) ? fs.readdirSync(at(path)) : []);
  return {
    backend,
    read: (path) => (fs.existsSync(at(path)) ? fs.readFileSync(at(path)) : undefined),
    write: (path, content) => fs.writeFileSync(at(path), content),
    remove: (path) => fs.unlinkSync(at(path)),
    makeDirectory: (path) => void fs.mkdirSync(at(path), { recursive: true }),
    list,
    used: () =>
      list("/").reduce(
        (sum, directory) =>
          sum + list(directory).reduce((all, name) => all + fs.statSync(at(join(directory, name))).size, 0),
        0,
      ),
  };
}
