import { createHash } from "node:crypto";
import type { SFTPClient, WalkEntry } from "@sftp/client";
import { isSFTPError, StatusCode } from "@sftp/wire";
import { below, walked } from "../places/below.ts";
import type { Side, SideEntry, SideFilter } from "./side.ts";

/** A file or directory on a server. */
export class RemoteSide implements Side {
  readonly #sftp: SFTPClient;
  readonly #path: string;
  readonly #signal: AbortSignal;

  constructor(sftp: SFTPClient, path: string, signal: AbortSignal) {
    this.#sftp = sftp;
    this.#path = path;
    this.#signal = signal;
  }

  async *entries(filter: SideFilter | undefined): AsyncGenerator<SideEntry> {
    const signal = this.#signal;
    const top = await this.#sftp.stat(this.#path, { signal });
    if (!top.isDirectory()) {
      yield { path: "", attributes: top };
      return;
    }
    const isWanted = filter && ((entry: WalkEntry) => filter(walked(entry), entry.attributes));
    for await (const entry of this.#sftp.walk(this.#path, { signal, filter: isWanted })) {
      yield { path: walked(entry), attributes: entry.attributes };
    }
  }

  /** Computed by the server (check-file) where it can, else from what is read. */
  async digest(path: string): Promise<string> {
    const whole = below(this.#path, path);
    return (await this.#digestByServer(whole)) ?? this.#digestOfContent(whole);
  }

  async #digestByServer(path: string): Promise<string | undefined> {
    if (!this.#sftp.capabilities.has("check-file")) return undefined;
    const signal = this.#signal;
    const file = await this.#sftp.open(path, "rb", { signal });
    try {
      return (await file.check("sha256", 0, { signal })).toString("hex");
    } catch (error) {
      const isRefused = isSFTPError(error) && error.status !== undefined;
      if (!isRefused || error.status === StatusCode.PERMISSION_DENIED) throw error;
      return undefined;
    } finally {
      await file.close();
    }
  }

  async #digestOfContent(path: string): Promise<string> {
    const hash = createHash("sha256");
    const content = this.#sftp.createReadStream(path, { signal: this.#signal });
    for await (const chunk of content) hash.update(chunk as Buffer);
    return hash.digest("hex");
  }
}
