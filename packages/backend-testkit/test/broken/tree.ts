import { MemoryBackend } from "@sftp/memory-backend";
import { type SFTPAttributes } from "@sftp/server";

import type { Broken } from "./broken.ts";

export const brokenTree: Broken[] = [
  {
    flaw: "rename replaces",
    backend: () =>
      new (class extends MemoryBackend {
        override rename(oldPath: string, newPath: string): void {
          this.posixRename(oldPath, newPath);
        }
      })(),
    foundBy: [
      "rename: never replaces a file",
      "rename: never replaces a folder, not even an empty one",
      "rename: never replaces a link, not even one that leads nowhere",
    ],
  },
  {
    flaw: "posix-rename does not replace",
    backend: () =>
      new (class extends MemoryBackend {
        override posixRename(oldPath: string, newPath: string): void {
          this.rename(oldPath, newPath);
        }
      })(),
    foundBy: ["rename: posix-rename replaces a file"],
  },
  {
    flaw: "rename copies",
    backend: () =>
      new (class extends MemoryBackend {
        override rename(oldPath: string, newPath: string): void {
          this.hardlink(oldPath, newPath);
        }
      })(),
    foundBy: ["rename: moves a file, also into another folder"],
  },
  {
    flaw: "REMOVE removes folders, and RMDIR files",
    backend: () =>
      new (class extends MemoryBackend {
        override remove(path: string): void {
          if (this.lstat(path).isDirectory()) super.rmdir(path);
          else super.remove(path);
        }
        override rmdir(path: string): void {
          this.remove(path);
        }
      })(),
    foundBy: ["folder: is not removed by REMOVE, nor a file by RMDIR"],
  },
  {
    flaw: "RMDIR removes what is in the folder",
    backend: () =>
      new (class extends MemoryBackend {
        override rmdir(path: string): void {
          for (const { filename } of this.listFolder(path)) this.remove(`${path}/${filename}`);
          super.rmdir(path);
        }
      })(),
    foundBy: ["folder: can be removed when it is empty, and only then"],
  },
  {
    flaw: "MKDIR makes what is missing, and minds nothing that is there",
    backend: () =>
      new (class extends MemoryBackend {
        override mkdir(path: string): void {
          if (!this.exists(path)) this.makeFolders(path);
        }
        override makeFolders(path: string): void {
          let made = "";
          for (const component of path.split("/").filter(Boolean)) {
            made += `/${component}`;
            if (!this.exists(made)) super.mkdir(made);
          }
        }
      })(),
    foundBy: [
      "folder: cannot be made where something is, or in nothing",
      "folder: gets the mode that was asked for",
    ],
  },
  {
    flaw: "stat does not follow links",
    backend: () =>
      new (class extends MemoryBackend {
        override stat(path: string): SFTPAttributes {
          return this.lstat(path);
        }
      })(),
    foundBy: [
      "link: symbolic, is followed by stat and open, and not by lstat and remove",
      "link: symbolic, that leads nowhere or round in circles, is no file",
    ],
  },
  {
    flaw: "lstat follows links",
    backend: () =>
      new (class extends MemoryBackend {
        override lstat(path: string): SFTPAttributes {
          return this.stat(path);
        }
      })(),
    foundBy: ["link: symbolic, is followed by stat and open, and not by lstat and remove"],
  },
  {
    flaw: "links are tidied",
    backend: () =>
      new (class extends MemoryBackend {
        override symlink(target: string, path: string): void {
          super.symlink(target.replaceAll("/./", "/"), path);
        }
      })(),
    foundBy: ["link: symbolic, keeps its target as it is"],
  },
  {
    flaw: "links lead out of the tree",
    backend: () => new MemoryBackend({ files: { "/etc/passwd": "root:x:0:0" } }),
    foundBy: ["link: symbolic, never leads out of the tree"],
  },
  {
    flaw: "hard links are copies",
    backend: () =>
      new (class extends MemoryBackend {
        override hardlink(oldPath: string, newPath: string): void {
          this.writeFile(newPath, this.readFile(oldPath));
        }
      })(),
    foundBy: ["link: hard, is the same file by another name"],
  },
];
