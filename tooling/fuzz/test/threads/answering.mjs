import { parentPort, workerData } from "node:worker_threads";

const result = { target: workerData.target, executions: workerData.executions, findings: [] };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(result);
