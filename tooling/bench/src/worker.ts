/**
 * One library, one task, in a process of its own: takes `{ endpoint, task, heap }` as a line on stdin, connects, says `ready`, waits for
 * a line, does it, says how long it took and what came of it, and waits for the end of stdin while it is looked at.
 */
import { createInterface } from "node:readline/promises";

import type { Endpoint, Task } from "./contenders/contender.ts";
import { contenders } from "./contenders/contenders.ts";
import { prepare } from "./contenders/prepare.ts";

/** How many of the objects that fill the heap take a MiB of it. */
const OBJECTS_IN_A_MIB = 10_000;

const contender = contenders.find(({ name }) => name === process.argv[2]);
if (contender?.how !== "library") throw new Error(`${process.argv[2]} is no library`);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { endpoint, task, heap } = JSON.parse((await lines.next()).value) as {
  endpoint: Endpoint;
  task: Task;
  heap: number;
};

/** So many MiB of objects, exported so that nobody collects them. */
export const live = Array.from({ length: heap * OBJECTS_IN_A_MIB }, (_, number) => ({
  values: [number, number],
}));

const connection = await contender.open(endpoint);
const work = prepare(connection, task);
tell({ ready: true });
await lines.next();

const started = performance.now();
const tally = await work();
tell({ seconds: (performance.now() - started) / 1000, entries: 0, bytes: 0, ...tally });
await lines.next();
await connection.close();

function tell(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
