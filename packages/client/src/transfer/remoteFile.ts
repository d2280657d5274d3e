import type { ClientContext } from "../session/clientContext.ts";

/** A file or directory at a server. */
export interface RemoteFile {
  readonly context: ClientContext;
  readonly path: string;
}
