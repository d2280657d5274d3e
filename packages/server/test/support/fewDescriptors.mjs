// @ts-check
/** A server that has thirty descriptors left, and needs one for every open file; tells its parent the port. */
import { closeSync, openSync } from "node:fs";
import { open } from "node:fs/promises";

import { fileHandle } from "@sftp/server";
import { generateHostKey, passwords, serve } from "@sftp/server/ssh2";

const listener = await serve({
  hostKeys: [generateHostKey()],
  authenticate: passwords({ ann: "secret" }),
  backend: { open: async () => fileHandle({ readFile: await open("/dev/null") }) },
});

/** @type {number[]} */
const taken = [];
try {
  for (;;) taken.push(openSync("/dev/null", "r"));
} catch {
  for (const descriptor of taken.splice(0, 30)) closeSync(descriptor);
}
process.send?.(listener.port);
process.on("disconnect", () => process.exit());
