import type { SFTPAttributes } from "@sftp/attributes";
import type { SFTPError } from "@sftp/wire";
import type { Operation } from "../../session/operation.ts";
import type { Unmet } from "../report.ts";

/** What is told of each entry of a listing; what these throw ends it. */
export interface ListingWatch {
  /** An entry that is taken. */
  readonly found: () => void;
  /** An entry that is left out because of its name. */
  readonly unsafe: (error: SFTPError) => void;
}

/** The end that a tree is copied from. */
export interface TreeSource {
  /** The path of a name in a folder. */
  join(folder: string, name: string): string;
  /** Follows links. */
  stat(path: string, operation: Operation): Promise<SFTPAttributes>;
  lstat(path: string, operation: Operation): Promise<SFTPAttributes>;
  realpath(path: string, operation: Operation): Promise<string>;
  readlink(path: string, operation: Operation): Promise<string>;
  /** What is in a folder, each with its `filename`. */
  list(path: string, operation: Operation, unsafe: ListingWatch["unsafe"]): AsyncIterable<SFTPAttributes>;
}

/** A folder that was made, or was there. */
export interface Entered<T> {
  readonly folder: T;
  /** Whether it is known to be new, and so empty. */
  readonly isNew: boolean;
}

/**
 * The end that a tree is copied to. Below the top, no link is followed.
 *
 * @typeParam T what a folder is there
 */
export interface TreeTarget<T> {
  /** Why this end cannot hold a name, if it cannot. */
  flaw(name: string): string | undefined;
  /** Whether two names that look alike are one file in this folder. */
  areOne(folder: T, one: string, other: string): Promise<boolean>;

  /** Makes a folder, unless it is there. Without a parent it is the top. */
  enter(parent: T | undefined, name: string, operation: Operation): Promise<Entered<T>>;
  /** A folder that is there, or `undefined` if it is the top and missing. */
  look(parent: T | undefined, name: string, operation: Operation): Promise<T | undefined>;
  /** What is in a folder, links as themselves. */
  list(folder: T, operation: Operation, watch: ListingWatch): Promise<SFTPAttributes[]>;
  readlink(folder: T, name: string, operation: Operation): Promise<string>;

  /** Makes a link, in the place of one that is there. */
  link(target: string, folder: T, name: string, operation: Operation): Promise<void>;
  /** Removes a file or a link, or a folder that is empty. */
  remove(folder: T, name: string, isFolder: boolean, operation: Operation): Promise<void>;
  /** Nothing in the folder is in work any more. `attributes` are to be preserved, if they are given. */
  leave(folder: T, attributes: SFTPAttributes | undefined, operation: Operation, unmet: Unmet): Promise<void>;
}
