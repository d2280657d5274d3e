import { once } from "node:events";

import { FsBackend } from "@sftp/fs-backend";

/*
 * node contestant.js ROOT NAME COUNT    Waits for a line, renames "NAME0" to "to0", "NAME1" to "to1" and so on, and says of
 *                                       each what came of it: a code, or nothing for success.
 */
const [root, name, count] = process.argv.slice(2) as [string, string, string];
const backend = new FsBackend({ root });
process.stdout.write("ready\n");
await once(process.stdin, "data");
const outcomes: string[] = [];
for (let n = 0; n < Number(count); n++) {
  try {
    await backend.rename(`/${name}${n}`, `/to${n}`);
    outcomes.push("");
  } catch (error) {
    outcomes.push((error as { code: string }).code);
  }
}
process.stdout.write(outcomes.join());
process.stdin.destroy();
