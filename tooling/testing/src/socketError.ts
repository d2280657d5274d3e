/** An error as a socket of Node emits it: `read ECONNRESET` with its `code` and `syscall`. */
export function socketError(syscall: "read" | "write", code: "ECONNRESET" | "EPIPE"): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}
