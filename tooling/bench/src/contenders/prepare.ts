import { readFileSync } from "node:fs";

import type { Check, Connection, Tally, Task } from "./contender.ts";

/** The task as one call, with all that need not be measured done before. */
export function prepare(connection: Connection, task: Task): () => Promise<Tally | void> {
  switch (task.kind) {
    case "idle":
      return async () => {};
    case "get":
    case "getTree":
      return async () => void (await connection[task.kind]!(task.remote, task.local));
    case "put":
    case "putTree":
      return async () => void (await connection[task.kind]!(task.local, task.remote));
    case "list":
      return () => connection.list!(task.remote);
    case "statEach":
    case "statAll": {
      const paths = task.names.map((name) => `${task.remote}/${name}`);
      return () => connection[task.kind]!(paths);
    }
    case "read": {
      const check = compareWith(readFileSync(task.local), task.offsets, task.length);
      return async () => void (await connection.read!(task.remote, task.offsets, task.length, check));
    }
  }
}

function compareWith(content: Buffer, offsets: readonly number[], length: number): Check {
  return (index, data) => {
    const offset = offsets[index]!;
    if (content.compare(data, 0, data.length, offset, offset + length) !== 0) {
      throw new Error(`block ${index} is wrong`);
    }
  };
}
