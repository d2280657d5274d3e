import { randomBytes } from "node:crypto";

import { SFTPError, StatusCode } from "@sftp/wire";

import { OpenFile } from "./openFile.ts";
import { OpenFolder } from "./openFolder.ts";

type Opened = OpenFile | OpenFolder;

/** As long as a UUID: who guesses handles has the whole life of the universe to do it in. */
const HANDLE_SIZE = 16;

/** Random bytes are fetched for so many handles at once: one by one they would be half of what opening a file costs. */
const HANDLES_AHEAD = 64;

/** The handles of one session. They are random, so that none can be guessed, reused early or taken elsewhere. */
export class HandleTable {
  readonly #opened = new Map<string, Opened>();
  readonly #limit: number;
  /** Bytes for handles to come. */
  #random: Buffer = Buffer.alloc(0);
  /** Places promised to what is being opened. */
  #opening = 0;
  /** What has no handle any more, but is not closed yet. */
  readonly #closing = new Set<Opened>();
  readonly #waiting: (() => void)[] = [];

  /** @param limit how many may be open at once */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many are open, being opened or being closed. */
  get size(): number {
    return this.#opened.size + this.#opening + this.#closing.size;
  }

  /**
   * Keeps a place for what is about to be opened; `release` gives it back, after `add` or instead of it.
   *
   * @throws SFTPError if all are taken
   */
  reserve(): { release(): void } {
    if (this.size >= this.#limit) {
      throw new SFTPError(
        StatusCode.FAILURE,
        `${this.#limit} handles are open, which is the most: close some first`,
      );
    }
    this.#opening++;
    return {
      release: () => {
        this.#opening--;
        this.#tellIfEmpty();
      },
    };
  }

  /** Gives what was opened a handle. */
  add(opened: Opened): Uint8Array {
    if (this.#random.length === 0) this.#random = randomBytes(HANDLES_AHEAD * HANDLE_SIZE);
    // Some clients take a handle for text: one that is not ASCII would come back as another.
    const handle = new Uint8Array(Buffer.from(this.#random.toString("base64url", 0, HANDLE_SIZE), "latin1"));
    this.#random = this.#random.subarray(HANDLE_SIZE);
    this.#opened.set(key(handle), opened);
    return handle;
  }

  /** @throws SFTPError if the handle is no open file of this session */
  file(handle: Uint8Array): OpenFile {
    const opened = this.#opened.get(key(handle));
    if (!(opened instanceof OpenFile)) throw invalidHandle();
    return opened;
  }

  /** @throws SFTPError if the handle is no open folder of this session */
  folder(handle: Uint8Array): OpenFolder {
    const opened = this.#opened.get(key(handle));
    if (!(opened instanceof OpenFolder)) throw invalidHandle();
    return opened;
  }

  /**
   * Takes a handle out of the table, where it is invalid from here on; `closed` is to be told about what it stood for.
   *
   * @throws SFTPError if it is invalid already
   */
  take(handle: Uint8Array): Opened {
    const opened = this.#opened.get(key(handle));
    if (opened === undefined) throw invalidHandle();
    this.#opened.delete(key(handle));
    this.#closing.add(opened);
    return opened;
  }

  /** What was taken is closed, so its place is free. */
  closed(opened: Opened): void {
    this.#closing.delete(opened);
    this.#tellIfEmpty();
  }

  /** Resolves when nothing is open. */
  async empty(): Promise<void> {
    if (this.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** A name is about to be changed, or another one given. */
  alias(oldPath: string, newPath: string): void {
    for (const opened of this.#opened.values()) {
      if (opened instanceof OpenFile) opened.alsoKnownAs(oldPath, newPath);
    }
  }

  /** Empties the table; returns everything that was not closed. */
  takeAll(): Opened[] {
    const all = [...this.#opened.values(), ...this.#closing];
    this.#opened.clear();
    this.#closing.clear();
    return all;
  }

  #tellIfEmpty(): void {
    if (this.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function key(handle: Uint8Array): string {
  return Buffer.from(handle.buffer, handle.byteOffset, handle.byteLength).toString("latin1");
}

function invalidHandle(): SFTPError {
  return new SFTPError(StatusCode.INVALID_HANDLE, "invalid handle");
}
