import type { RequestName } from "@sftp/wire";

import { closeHandlers } from "./close.ts";
import { copyHandlers } from "./copy.ts";
import { extensionHandlers } from "./extensions.ts";
import { fileHandlers } from "./files.ts";
import { folderHandlers } from "./folders.ts";
import type { Handlers } from "./handler.ts";
import { hashHandlers } from "./hashes.ts";
import { pathHandlers } from "./paths.ts";

/** The handler of every request in the wire's table: a row without one does not compile. */
export const handlers: Handlers<RequestName> = {
  ...pathHandlers,
  ...fileHandlers,
  ...folderHandlers,
  ...closeHandlers,
  ...extensionHandlers,
  ...copyHandlers,
  ...hashHandlers,
};
