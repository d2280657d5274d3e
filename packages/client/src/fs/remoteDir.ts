import type { SFTPAttributes } from "@sftp/attributes";
import type { DisposableIterator } from "../disposableIterator.ts";
import { nameAs } from "./arguments.ts";
import { Kind } from "./stats.ts";

/** An entry of a folder in the form of `fs.Dirent`. */
export class RemoteDirent<Name extends string | Buffer = string> extends Kind {
  readonly name: Name;
  /** The folder that it is in. */
  readonly parentPath: string;
  /** The same as `parentPath`. */
  readonly path: string;

  constructor(attributes: SFTPAttributes, parentPath: string, encoding?: BufferEncoding | "buffer") {
    super(attributes);
    this.name = nameAs(attributes.filename!, encoding) as Name;
    this.parentPath = this.path = parentPath;
  }
}

/** A folder that is being read, in the form of `fs.Dir`. */
export class RemoteDir implements AsyncIterable<RemoteDirent> {
  readonly path: string;
  readonly #entries: DisposableIterator<SFTPAttributes>;

  constructor(path: string, entries: DisposableIterator<SFTPAttributes>) {
    this.path = path;
    this.#entries = entries;
  }

  /** The next entry; null at the end. */
  async read(): Promise<RemoteDirent | null> {
    const { value } = await this.#entries.next();
    return value === undefined ? null : new RemoteDirent(value, this.path);
  }

  async close(): Promise<void> {
    await this.#entries.return();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RemoteDirent, void, undefined> {
    try {
      for (let entry = await this.read(); entry !== null; entry = await this.read()) yield entry;
    } finally {
      await this.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
