import { longname, type SFTPAttributes } from "@sftp/attributes";
import type { NameEntry } from "@sftp/wire";

import type { FolderListing, RequestContext } from "../backend/backend.ts";
import type { FileClaim } from "../scheduling/claim.ts";

/** Bytes of a page: with its header it fits the 34000 bytes that every client must accept. */
const PAGE_SIZE = 32 * 1024;
/** Three lengths or flags, and ATTRS with all its fields. */
const ENTRY_OVERHEAD = 4 + 4 + 32;

/** A folder as one session has it open: pulled entry by entry, no faster than the client asks. */
export class OpenFolder {
  readonly #path: string;
  readonly #iterator: AsyncIterator<SFTPAttributes> | Iterator<SFTPAttributes>;
  /** Entries that come before those of the listing. */
  #first: (() => Promise<SFTPAttributes[]>) | undefined;
  /** Entries that are to be given next: the first ones, or one that did not fit the last page. */
  readonly #held: NameEntry[] = [];
  #failure: { error: unknown } | undefined;
  #over = false;

  /** @param first what comes before the entries of the listing; asked for with the first page */
  constructor(listing: FolderListing, normalPath: string, first?: () => Promise<SFTPAttributes[]>) {
    this.#first = first;
    this.#path = normalPath;
    this.#iterator =
      Symbol.asyncIterator in listing ? listing[Symbol.asyncIterator]() : listing[Symbol.iterator]();
  }

  /** What every request on this handle touches: they take turns. */
  claim(): FileClaim {
    return { kind: "file", key: this, paths: [this.#path], start: 0, end: 1, changes: true };
  }

  /** The next entries, as many as fit a page; none at the end. What fails behind them fails the next call. */
  async page(ctx: RequestContext): Promise<NameEntry[]> {
    const page: NameEntry[] = [];
    let size = 0;
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) this.#held.push(...(await first()).map(toEntry));
    for (;;) {
      for (let others = ctx.yield(); others; others = ctx.yield()) await others;
      const entry = await this.#next(page.length === 0);
      if (entry === undefined) return page;
      size += entrySize(entry);
      if (size > PAGE_SIZE && page.length > 0) {
        this.#held.unshift(entry);
        return page;
      }
      page.push(entry);
    }
  }

  /** Tells the backend's iterator that no more is wanted, unless it has come to its end itself. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#iterator.return?.();
  }

  async #next(first: boolean): Promise<NameEntry | undefined> {
    const held = this.#held.shift();
    if (held !== undefined) return held;
    if (this.#failure === undefined) {
      try {
        return await this.#pull();
      } catch (error) {
        this.#over = true;
        this.#failure = { error };
      }
    }
    if (first) throw this.#failure.error;
    return undefined;
  }

  async #pull(): Promise<NameEntry | undefined> {
    while (!this.#over) {
      const { done, value } = await this.#iterator.next();
      if (done) this.#over = true;
      else if (value.filename !== "." && value.filename !== "..") return toEntry(value);
    }
    return undefined;
  }
}

function toEntry(attributes: SFTPAttributes): NameEntry {
  const { filename } = attributes;
  if (filename === undefined) throw new TypeError("an entry of listFolder() has no filename: give each one");
  return { filename, longname: attributes.longname ?? longname(attributes), attrs: attributes.toWire() };
}

/** Bytes on the wire, at most. */
function entrySize({ filename, longname: line, attrs }: NameEntry): number {
  let size = ENTRY_OVERHEAD + Buffer.byteLength(filename) + Buffer.byteLength(line);
  for (const [name, value] of attrs.extended ?? []) size += 8 + Buffer.byteLength(name) + value.length;
  return size;
}
