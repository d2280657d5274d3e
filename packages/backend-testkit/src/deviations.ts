/**
 * What a backend may lack and still be useful, by name. Whoever lists a name in `lacks` says so to the readers of the tests, too;
 * when it works one day, the run fails until the name is taken off the list.
 */
export const deviations = {
  exclusive: "OPEN with EXCL refuses what exists",
  append: "OPEN with APPEND writes at the end of the file",
  truncate: "sizes can be set, larger and smaller",
  sparse: "writing beyond the end leaves zeros in between",
  bigFiles: "offsets above 4 GiB",
  randomWrites: "writes in any order and anywhere",
  openAfterRename: "a handle goes on working when its file is renamed",
  openAfterRemove: "a handle goes on working when its file is removed",
  fsync: "handles can be synced",
  rename: "files can be renamed",
  renameFolders: "folders can be renamed with what is in them",
  renameKeeps: "RENAME never replaces what exists",
  posixRename: "a rename that replaces",
  hardlinks: "a second name for one file",
  symlinks: "symbolic links",
  containedLinks: "links that point out of the tree lead nowhere, or into it",
  chattr: "attributes can be set at all",
  modes: "permissions are kept",
  times: "modification and access times can be set, and are kept",
  owners: "owners are kept",
  linkAttributes: "attributes of a link itself can be set",
  statvfs: "the figures of the file system",
  folders: "folders can be made",
  emptyFolders: "folders with nothing in them",
  byteNames: "names that are no UTF-8",
  oddNames: "names with control characters, backslashes, wildcards",
  normalForms: "names that differ only in their Unicode normal form are two",
  caseSensitive: "names that differ only in case are two",
  longNames: "names of 255 bytes",
} as const;

/** The name of something that a backend may lack. */
export type Deviation = keyof typeof deviations;
