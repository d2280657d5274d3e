/** Says that a directory was named where only a file can be transferred. */
export function directoryError(path: string): NodeJS.ErrnoException {
  const words = "it is a directory; -r transfers it with everything in it";
  return Object.assign(new Error(words), { code: "EISDIR", path });
}
