/** The thread in which a target runs, so that another one can end it when an input never returns. */
import { parentPort, workerData } from "node:worker_threads";

import { Blackboard } from "./blackboard.ts";
import { corpusFile, readCorpus } from "./corpus.ts";
import { fuzz } from "./fuzz.ts";
import { targetNamed } from "./targets.ts";
import type { Order } from "./watchedFuzz.ts";

const { target, memory, ...options } = workerData as Order;
const blackboard = new Blackboard(memory);

const result = fuzz(targetNamed(target), {
  ...options,
  corpus: readCorpus(corpusFile(target)),
  onInput: (input) => blackboard.write(input),
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(result);
