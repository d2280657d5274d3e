import type { SFTPAttributes } from "@sftp/attributes";
import type { HandleRoom } from "../../session/handleRoom.ts";
import type { FileOptions, TransferOptions } from "../transferOptions.ts";
import type { CrewOptions } from "./crew.ts";

/** What is done about symbolic links in a tree. */
export type SymlinkPolicy =
  /** They are left out, and named in the report. */
  | "skip"
  /** They are made anew with the same target, whatever that is. */
  | "keep"
  /** What they lead to is copied; a link to a folder above itself is left out. */
  | "follow"
  /** The first one ends the transfer. */
  | "refuse";

/** How whole trees are transferred. */
export interface TreeOptions extends TransferOptions, FileOptions {
  recursive: true;
  /** Default: `skip`. */
  symlinks?: SymlinkPolicy | undefined;
  /** Whether something is to be transferred; its path is the one below the top (`a/b.txt`). */
  filter?: ((path: string, attributes: SFTPAttributes) => boolean | Promise<boolean>) | undefined;
  /** The most files in work at once. Default: 64. */
  files?: number | undefined;
  /** How deep folders may be nested. Default: 64. */
  maxDepth?: number | undefined;
  /** How many files and folders there may be. Default: 1,000,000. */
  maxEntries?: number | undefined;
}

const DEFAULT_FILES = 64;
const DEFAULT_BYTES = 8 * 1024 * 1024;

/** What these options and the server allow to be in work at once. */
export function crewOptions({ signal, files, maxInFlightBytes }: TreeOptions, room: HandleRoom): CrewOptions {
  return {
    signal,
    files: files ?? DEFAULT_FILES,
    weight: maxInFlightBytes ?? DEFAULT_BYTES,
    directories: room.listings,
  };
}
