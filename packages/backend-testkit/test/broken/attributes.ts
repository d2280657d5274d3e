import { MemoryBackend } from "@sftp/memory-backend";
import { SFTPAttributes, SFTPError, StatusCode } from "@sftp/server";

import { type Broken, changedAttributes } from "./broken.ts";

export const brokenAttributes: Broken[] = [
  {
    flaw: "sizes are not set",
    backend: () =>
      new (class extends MemoryBackend {
        override chattr(path: string, attrs: SFTPAttributes): void {
          super.chattr(path, changedAttributes(attrs, { exactSize: undefined, size: undefined }));
        }
      })(),
    foundBy: ["attributes: set the size: what is beyond goes, what is missing is zeros"],
  },
  {
    flaw: "the size is set last",
    backend: () =>
      new (class extends MemoryBackend {
        override chattr(path: string, attrs: SFTPAttributes): void {
          super.chattr(path, changedAttributes(attrs, { size: undefined }));
          if (attrs.size !== undefined) super.chattr(path, new SFTPAttributes({ size: attrs.size }));
        }
      })(),
    foundBy: ["attributes: that were set together are all as they were set"],
  },
  {
    flaw: "modes come without their type",
    backend: () =>
      new (class extends MemoryBackend {
        override stat(path: string): SFTPAttributes {
          const found = super.stat(path);
          return changedAttributes(found, { mode: found.mode! & 0o7777 });
        }
      })(),
    foundBy: ["attributes: tell size and type", "attributes: set the mode, and keep the type"],
  },
  {
    flaw: "attributes of a link are set on what it leads to",
    backend: () =>
      new (class extends MemoryBackend {
        override lchattr(path: string, attrs: SFTPAttributes): void {
          this.chattr(path, attrs);
        }
      })(),
    foundBy: ["attributes: can be set for a link itself"],
  },
  {
    flaw: "messages show where files are kept",
    backend: () =>
      new (class extends MemoryBackend {
        override stat(path: string): SFTPAttributes {
          if (this.exists(path)) return super.stat(path);
          throw new SFTPError(StatusCode.NO_SUCH_FILE, `open '/srv/data${path}' failed`);
        }
      })(),
    foundBy: ["attributes: of nothing are refused"],
  },
  {
    flaw: "errors do not say what they mean",
    backend: () =>
      new (class extends MemoryBackend {
        override stat(path: string): SFTPAttributes {
          if (this.exists(path)) return super.stat(path);
          throw new Error("oops");
        }
      })(),
    foundBy: ["attributes: of nothing are refused"],
  },
  {
    flaw: "the canonical form is what was asked for",
    backend: () =>
      new (class extends MemoryBackend {
        override canonicalize(path: string): string {
          return path;
        }
      })(),
    foundBy: ["paths: have a canonical form, also of what does not exist"],
  },
  {
    flaw: "what does not exist has no canonical form",
    backend: () =>
      new (class extends MemoryBackend {
        override canonicalize(path: string): string {
          this.stat(path);
          return super.canonicalize(path);
        }
      })(),
    foundBy: ["paths: have a canonical form, also of what does not exist"],
  },
  {
    flaw: "more is free than there is",
    backend: () =>
      new (class extends MemoryBackend {
        override statvfs(path: string) {
          return { ...super.statvfs(path), blocks: 0n };
        }
      })(),
    foundBy: ["file system: has figures that can be"],
  },
];
