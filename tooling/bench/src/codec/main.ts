/**
 * `pnpm bench:codec`: messages a second and bytes copied per message, for each row of the protocol's table, beside ssh2's own
 * parser on the same bytes where it has one; then packets refused a second. `--time` is milliseconds for each figure.
 */
import { parseArgs } from "node:util";

import { codecTable } from "./codecTable.ts";
import { rejectionTable } from "./rejectionTable.ts";

const { values } = parseArgs({ options: { time: { type: "string", default: "300" } } });
const options = { time: Number(values.time) };

console.log(`Node ${process.version} on ${process.platform} ${process.arch}\n`);
console.log(await codecTable(options));
console.log();
console.log(await rejectionTable(options));
