import { SFTPListener } from "./listener/listener.ts";
import type { ServeOptions } from "./serveOptions.ts";

/**
 * Listens for SSH and serves SFTP to whom `authenticate` lets in.
 *
 * @throws TypeError for host keys that cannot be used; what listening fails with (`EADDRINUSE`, ...) is passed on
 */
export async function serve(options: ServeOptions): Promise<SFTPListener> {
  const listener = new SFTPListener(options);
  return options.listen === false ? listener : listener.listen();
}
