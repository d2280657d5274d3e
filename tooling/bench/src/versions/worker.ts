/** One work of one checkout of this repository, in a process of its own; prints its figures as one line of JSON. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import type { SFTPClient } from "@sftp/client";

import { GCM } from "../contenders/ciphers.ts";
import type { Task, VersionFigures } from "./task.ts";

const MIB = 1024 * 1024;

/** How often resident memory is looked at, in milliseconds. */
const INTERVAL = 10;

/** After so long, in milliseconds, pools have emptied themselves. */
const UNTIL_IDLE = 1_500;

const task = JSON.parse(process.argv[2]!) as Task;
const sftp = await connect(task);
// What the first transfer loads and compiles is no part of it.
await work(task.warmUp);
await pause(UNTIL_IDLE);
const idle = resident();
let peak = idle;
const timer = setInterval(() => (peak = Math.max(peak, resident())), INTERVAL);
const before = process.cpuUsage();
const started = performance.now();
await work(task.source);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
clearInterval(timer);
await sftp.close();
const figures: VersionFigures = { seconds, cpu: (user + system) / 1e6, memory: (peak - idle) / MIB };
console.log(JSON.stringify(figures));

async function connect({ root, over, endpoint }: Task): Promise<SFTPClient> {
  const load = (path: string) => import(pathToFileURL(join(root, "packages/client/dist", path)).href);
  if (over === "pipe") {
    const { connect: start } = await load("process/index.js");
    return start({ command: endpoint.sftpServer });
  }
  const { connect: login } = await load("ssh2/index.js");
  const { host, port, username, identity } = endpoint;
  const privateKey = await readFile(identity);
  const ssh = { algorithms: { cipher: [GCM] } };
  return login({ host, port, username, privateKey, hostKey: "insecure-accept-any", ssh });
}

async function work(source: string): Promise<void> {
  const { kind, target } = task;
  if (kind === "get") await sftp.get(source, target);
  else if (kind === "put") await sftp.put(source, target);
  else if (kind === "slow stream") await sftp.getfo(source, sink(2));
  else if (kind === "read stream") await pipeline(sftp.createReadStream(source), sink(0));
  else await pipeline(sftp.createReadStream(source), sftp.createWriteStream(target));
}

/** Takes chunks one after another, each in so many milliseconds; 0 is at once. */
function sink(milliseconds: number): Writable {
  return new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => void (milliseconds > 0 ? setTimeout(done, milliseconds) : done()),
  });
}

function resident(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;
}
