import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { SFTPAttributes } from "@sftp/attributes";
import { below } from "../places/below.ts";
import type { Side, SideEntry, SideFilter } from "./side.ts";

/** A file or directory on this computer. */
export class LocalSide implements Side {
  readonly #path: string;
  readonly #signal: AbortSignal;

  constructor(path: string, signal: AbortSignal) {
    this.#path = path;
    this.#signal = signal;
  }

  async *entries(filter: SideFilter | undefined): AsyncGenerator<SideEntry> {
    const attributes = SFTPAttributes.fromStat(await stat(this.#path));
    if (attributes.isDirectory()) yield* this.#within("", filter);
    else yield { path: "", attributes };
  }

  async digest(path: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(below(this.#path, path)), hash, { signal: this.#signal });
    return hash.digest("hex");
  }

  async *#within(folder: string, filter: SideFilter | undefined): AsyncGenerator<SideEntry> {
    for (const name of await readdir(below(this.#path, folder))) {
      this.#signal.throwIfAborted();
      const path = below(folder, name);
      const attributes = SFTPAttributes.fromStat(await lstat(below(this.#path, path)));
      if (filter?.(path, attributes) === false) continue;
      yield { path, attributes };
      if (attributes.isDirectory()) yield* this.#within(path, filter);
    }
  }
}
