/** Says that a folder was named where only a file can be transferred. */
export function folderError(path: string): NodeJS.ErrnoException {
  const words = "it is a folder; with -r it is transferred with all that is in it";
  return Object.assign(new Error(words), { code: "EISDIR", path });
}
