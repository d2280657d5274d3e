import type { Endpoint, Kind, Library, Program, Task } from "../contenders/contender.ts";
import { opensshSftpPipe } from "../contenders/opensshSftp.ts";
import { oursProcess } from "../contenders/oursProcess.ts";
import type { Outcome, Runner } from "../measure/run.ts";
import type { PipeServer } from "./pipeServer.ts";

/** A client that has servers do works. */
export interface Driver {
  /** In the ids of works. */
  readonly id: string;
  readonly name: string;
  readonly client: Program | Library;
  readonly can: readonly Kind[];
}

const TRANSFERS: readonly Kind[] = ["get", "put", "getTree", "putTree", "list"];

/**
 * OpenSSH's sftp is nobody's friend here, needs little itself, and asks for one thing after another except within a file:
 * with it a tree shows how soon a server answers. Our own client has many files in flight: with it a tree shows how
 * much a server gets done.
 */
export const drivers: readonly Driver[] = [
  { id: "sftp", name: "OpenSSH sftp", client: opensshSftpPipe, can: ["idle", ...TRANSFERS] },
  { id: "client", name: "@sftp/client", client: oursProcess, can: TRANSFERS },
];

/** Has a server do a task that a driver asks for. */
export function run(
  runner: Runner,
  { client }: Driver,
  { command }: PipeServer,
  endpoint: Endpoint,
  task: Task,
): Promise<Outcome> {
  const there = { ...endpoint, sftpServer: command };
  return task.kind === "idle" && client.how === "program"
    ? runner.runWhole(client, there, task)
    : runner.run(client, there, task);
}
