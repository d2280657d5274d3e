import type { SFTPAttributes } from "@sftp/attributes";
import { nameAs } from "./paths.ts";
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
