import { workerData } from "node:worker_threads";

const numbers = new Int32Array(workerData.memory, 0, 2);
new Uint8Array(workerData.memory, 8).set([0xde, 0xad]);
numbers[1] = 2;
Atomics.add(numbers, 0, 1);
for (;;);
