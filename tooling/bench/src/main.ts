/**
 * `pnpm bench`: this client beside others, on the same files, with one sshd on loopback.
 *
 *     --quick          everybody once, with very little to do: shows that all of it works
 *     --only REGEX     only works and contenders whose "work contender" it matches, as in "^get " or "ssh2"
 *     --rounds N       how often, all in turn (3); who takes more than a minute does it once
 *     --save FOLDER    where to keep the figures (results/, or nowhere with --quick)
 *     --folder FOLDER  where to put the files to work on (the system's folder for temporary files)
 *     --heap MIB       what a library's process has in its heap beside (0), as a program has that does more
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { benchOptions } from "./benchOptions.ts";
import { contenders } from "./contenders/contenders.ts";
import { measure } from "./measure/measure.ts";
import { Runner } from "./measure/run.ts";
import { machineLine, thisMachine } from "./report/machine.ts";
import type { WorkRecord } from "./report/record.ts";
import { saveResults } from "./report/results.ts";
import { clientColumns, table } from "./report/table.ts";
import { delayedPort } from "./server/delayedPort.ts";
import { startSshd } from "./server/sshd.ts";
import { works } from "./works/works.ts";

const options = benchOptions(fileURLToPath(new URL("../results", import.meta.url)));

const folder = mkdtempSync(join(options.folder, "sftp-bench-"));
const sshd = await startSshd(folder);
const away = await delayedPort(sshd.endpoint.port, options.sizes.roundTrip);
try {
  const machine = thisMachine();
  console.log(`${machineLine(machine)}\n`);
  const runner = new Runner(sshd.pid, options.quick ? 1 : 3, options.heap);
  const all = works(folder, options.sizes, {
    near: sshd.endpoint,
    far: { ...sshd.endpoint, port: away.port },
  });
  const records: WorkRecord[] = [];
  for (const work of all) {
    // A pipe cannot be far away.
    const isFar = work.endpoint.port === away.port;
    const able = contenders.filter(
      ({ name, can, cipher }) =>
        can.includes(work.kind) && !(isFar && cipher === "none") && options.only.test(`${work.id} ${name}`),
    );
    if (able.length === 0) continue;
    const record = await measure({
      runner,
      work,
      contenders: able,
      rounds: options.rounds,
      target: join(folder, "target"),
      machine,
    });
    console.log(`\n## ${work.title}\n\n${table(record, clientColumns)}\n`);
    records.push(record);
    if (options.save !== undefined) {
      const order = all.map(({ id }) => id);
      saveResults([record], { folder: options.save, command: "pnpm bench", order, columns: clientColumns });
    }
  }
  if (records.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
} finally {
  away.close();
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
}
