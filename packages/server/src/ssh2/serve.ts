import { SFTPListener } from "./listener.ts";
import type { ServeOptions } from "./serveOptions.ts";

/**
 * Listens for SSH and serves SFTP to whom `authenticate` lets in.
 *
 * @throws TypeError for host keys that cannot be used; what listening fails with (`EADDRINUSE`, ...) is passed on
 */
export function serve(options: ServeOptions): Promise<SFTPListener> {
  return new SFTPListener(options).listen();
}
