import fs from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { SFTPClient } from "@sftp/client";
import { type Actor, abortAfter, type Failure, failureOf } from "../world/actor.ts";
import { contentOf, difference, isPrefix } from "../world/content.ts";
import type { OperationPlan } from "../world/plan.ts";

type DownloadPlan = Extract<OperationPlan, { kind: "download" }>;

/** Where downloads come from. */
export const DOWNLOADS = "/down";

/** The length of the blocks of a `readv`, in bytes. */
const BLOCK = 7_000;

/** Puts the files there that a download expects, before the world begins. */
export function prepareDownload({ size, taken }: DownloadPlan, { name, store, local }: Actor): void {
  store.write(`${DOWNLOADS}/${name}`, contentOf(name, size));
  if (taken !== undefined) fs.writeFileSync(join(local, name), contentOf(`old ${name}`, taken));
}

/** Downloads a file, and checks C-7. */
export async function download(plan: DownloadPlan, actor: Actor): Promise<Failure | undefined> {
  const content = contentOf(actor.name, plan.size);
  const target = join(actor.local, actor.name);
  const before = readLocal(target);
  let received: Buffer | undefined;
  const failure = await failureOf(async () => {
    received = await receive(await actor.connect(), plan, actor, `${DOWNLOADS}/${actor.name}`, target);
  });
  if (failure === undefined) {
    const wrong = difference(received, content);
    // An open file is the user's: nobody can know that the server means another one by its handle.
    if (plan.via === "readv" && actor.server.quirks.sameHandle) return undefined;
    if (wrong !== undefined && !isBelieved(plan, actor, received!, content)) {
      actor.report(`C-7: ${plan.via} of ${actor.name} succeeded with ${wrong}`);
    }
  } else if (plan.via === "get") {
    const actual = readLocal(target);
    const isWhole = difference(actual, before) === undefined || difference(actual, content) === undefined;
    if (plan.choices.atomic && !isWhole)
      actor.report(`C-10: an atomic get of ${actor.name} failed and left a part`);
    if (!isWhole && failure.leftover === undefined && failure.replaced !== true && actual !== undefined) {
      actor.report(
        `C-17: get of ${actor.name} failed (${failure.message}) and left a part without a word of it`,
      );
    }
  }
  return failure;
}

/** A size that the server understates is believed: what was there when the file was opened is what is copied. */
function isBelieved(plan: DownloadPlan, actor: Actor, received: Buffer, content: Buffer): boolean {
  const stated = actor.server.quirks.statedSize === "less" ? Math.floor(plan.size / 2) : undefined;
  return stated !== undefined && received.length === stated && isPrefix(received, content);
}

async function receive(
  sftp: SFTPClient,
  plan: DownloadPlan,
  { local, name }: Actor,
  path: string,
  target: string,
): Promise<Buffer> {
  const options = { ...plan.choices, ...abortAfter(plan.abort) };
  const collected: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      collected.push(Buffer.from(chunk));
      done();
    },
  });
  switch (plan.via) {
    case "get":
      await sftp.get(path, join(local, name), options);
      return readLocal(target)!;
    case "getfo":
      await sftp.getfo(path, sink, options);
      return Buffer.concat(collected);
    case "readFile":
      return sftp.readFile(path, options);
    case "stream":
      await pipeline(sftp.createReadStream(path), sink, options);
      return Buffer.concat(collected);
    case "web":
      await sftp.readable(path).pipeTo(Writable.toWeb(sink), options);
      return Buffer.concat(collected);
    case "readv": {
      const file = await sftp.open(path, "rb");
      try {
        const blocks: [number, number][] = [];
        for (let at = 0; at < plan.size; at += BLOCK) blocks.push([at, BLOCK]);
        for await (const block of file.readv(blocks, options)) collected.push(Buffer.from(block));
        return Buffer.concat(collected);
      } finally {
        await file.close();
      }
    }
  }
}

function readLocal(path: string): Buffer | undefined {
  return fs.existsSync(path) ? fs.readFileSync(path) : undefined;
}
