/**
 * `pnpm bench:servers`: this server beside others, over pipes, without SSH.
 *
 *     --quick          everybody once, with very little to do: shows that all of it works
 *     --only REGEX     only works and servers whose "work server" it matches, as in "^sftp-get " or "Go"
 *     --rounds N       how often, all in turn (3)
 *     --save FOLDER    where to keep the figures (results/servers/, or nowhere with --quick)
 *     --folder FOLDER  where to put the files to work on (the system's folder for temporary files)
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { benchOptions } from "../benchOptions.ts";
import { measure } from "../measure/measure.ts";
import { Runner } from "../measure/run.ts";
import { machineLine, thisMachine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { serverColumns, table } from "../report/table.ts";
import { run } from "./driver.ts";
import { type PipeServer, pipeServers } from "./pipeServer.ts";
import { serverWorks } from "./serverWorks.ts";

const options = benchOptions(fileURLToPath(new URL("../../results/servers", import.meta.url)));

const folder = mkdtempSync(join(options.folder, "sftp-bench-"));
try {
  const machine = thisMachine();
  console.log(`${machineLine(machine)}\n`);
  const runner = new Runner(undefined, options.quick ? 1 : 3, options.heap);
  const servers = pipeServers(folder);
  const all = serverWorks(folder, options.sizes);
  const order = all.map(({ work }) => work.id);
  for (const { work, driver } of all) {
    const contenders = servers.filter(({ name }) => options.only.test(`${work.id} ${name}`));
    if (contenders.length === 0) continue;
    const record = await measure<PipeServer>({
      runner: { run: (server, endpoint, task) => run(runner, driver, server, endpoint, task) },
      work,
      contenders,
      rounds: options.rounds,
      target: join(folder, "target"),
      machine,
    });
    console.log(`\n## ${work.title}\n\n${table(record, serverColumns)}\n`);
    if (record.failed.length > 0) process.exitCode = 1;
    if (options.save === undefined) continue;
    saveResults([record], {
      folder: options.save,
      command: "pnpm bench:servers",
      order,
      columns: serverColumns,
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
