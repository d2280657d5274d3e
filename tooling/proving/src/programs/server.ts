/**
 * A server for a proof, in a process of its own. It serves the folder that it is given, or, without one, files that forget what is
 * written to them, of which one never comes to an end with it. It tells its parent where it listens, answers its questions, and ends with it.
 */
import { setImmediate } from "node:timers/promises";

import { FsBackend } from "@sftp/fs-backend";
import { boundBackend, type SFTPServerInterface } from "@sftp/server";
import { generateHostKey, passwords, serve } from "@sftp/server/ssh2";
import { openDescriptors } from "@sftp/testing";

import { EventLoopWatch } from "../measure/eventLoopWatch.ts";
import { PASSWORD, USER } from "../process/login.ts";
import { type Answers, NEVER_WRITTEN, type Question } from "../process/questions.ts";

const [folder] = process.argv.slice(2);
const sessions = { started: 0, ended: 0 };
const storage: SFTPServerInterface =
  folder === undefined
    ? { open: (path) => ({ write: () => (path === NEVER_WRITTEN ? new Promise(() => {}) : undefined) }) }
    : boundBackend(new FsBackend({ root: folder }));

const listener = await serve({
  hostKeys: [generateHostKey()],
  authenticate: passwords({ [USER]: PASSWORD }),
  backend: {
    ...storage,
    sessionStarted: () => void sessions.started++,
    sessionEnded: () => void sessions.ended++,
  },
  loginsPerAddress: 10_000,
});
const watch = new EventLoopWatch();

const answers: { [Q in Question]: () => Answers[Q] | Promise<Answers[Q]> } = {
  async memory() {
    // What a collection frees is sometimes only found by the next.
    for (let times = 0; times < 3; times++) {
      globalThis.gc?.();
      await setImmediate();
    }
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, resident: rss };
  },
  descriptors: () => openDescriptors().length,
  sessions: () => ({ connections: listener.connections, ...sessions }),
  lag: () => watch.take(),
};

process.on("message", (question: Question) => void answer(question));
process.on("disconnect", () => process.exit());
process.send!({ host: listener.host, port: listener.port });

async function answer(question: Question): Promise<void> {
  process.send!(await answers[question]());
}
