import fs from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { SFTPClient } from "@sftp/client";
import { movedPath } from "../server/quirks.ts";
import { type Actor, abortAfter, type Failure, failureOf } from "../world/actor.ts";
import { contentOf, difference, isPrefix } from "../world/content.ts";
import type { OperationPlan } from "../world/plan.ts";

type UploadPlan = Extract<OperationPlan, { kind: "upload" }>;

/** Where uploads go. */
export const UPLOADS = "/up";

/** Bytes that a source of `putfo` gives at a time. */
const PART = 10_000;

/** Puts the files there that an upload expects, before the world begins. */
export function prepareUpload({ taken, via, size }: UploadPlan, { name, store, local }: Actor): void {
  if (taken !== undefined) store.write(`${UPLOADS}/${name}`, contentOf(`old ${name}`, taken));
  if (via === "put") fs.writeFileSync(join(local, name), contentOf(name, size));
}

/** Uploads a file, and checks C-9 and C-17. */
export async function upload(plan: UploadPlan, actor: Actor): Promise<Failure | undefined> {
  const { name, store } = actor;
  const path = `${UPLOADS}/${name}`;
  const before = store.read(path);
  const content = contentOf(name, plan.size);
  actor.expectWrites(path, content);
  const failure = await failureOf(async () => send(await actor.connect(), plan, actor, path, content));
  const stored = (): Buffer | undefined =>
    actor.server.quirks.movedAtClose ? (store.read(movedPath(path)) ?? store.read(path)) : store.read(path);
  if (failure === undefined) {
    const wrong = difference(stored(), content);
    if (wrong !== undefined)
      actor.report(`C-9: ${plan.via} of ${name} succeeded, but the server has ${wrong}`);
    actor.atEnd(() => {
      const later = wrong ?? difference(stored(), content);
      if (later !== wrong)
        actor.report(`C-17: ${plan.via} of ${name} succeeded, but in the end there is ${later}`);
    });
  } else {
    actor.atEnd(() => checkFailed(plan, actor, failure, { path, before, content }));
  }
  return failure;
}

async function send(
  sftp: SFTPClient,
  plan: UploadPlan,
  actor: Actor,
  path: string,
  content: Buffer,
): Promise<void> {
  const options = { ...plan.choices, ...abortAfter(plan.abort) };
  switch (plan.via) {
    case "put":
      return void (await sftp.put(join(actor.local, actor.name), path, options));
    case "putfo":
      return void (await sftp.putfo(parts(content, plan.source?.after), path, options));
    case "writeFile":
      return void (await sftp.writeFile(path, content, options));
    case "stream":
      return pipeline(Readable.from(parts(content)), sftp.createWriteStream(path), options);
    case "web":
      return new Blob([content]).stream().pipeTo(sftp.writable(path), options);
  }
}

/** The content in pieces; it ends with an error after so many bytes. */
function* parts(content: Buffer, fails = Infinity): Generator<Buffer> {
  for (let at = 0; at < content.length; at += PART) {
    if (at >= fails) throw Object.assign(new Error("the source failed"), { code: "EIO" });
    yield content.subarray(at, at + PART);
  }
}

interface Expected {
  readonly path: string;
  readonly before: Buffer | undefined;
  readonly content: Buffer;
}

/** What may be there after an upload that failed. */
function checkFailed(
  plan: UploadPlan,
  actor: Actor,
  failure: Failure,
  { path, before, content }: Expected,
): void {
  const actual = actor.store.read(path);
  const isAtomic = plan.choices.atomic === true;
  if (actual === undefined && isOnlyUnchecked(actor, failure)) {
    actor.report(`C-17: ${plan.via} of ${actor.name}: nothing but STAT was refused, and the file is gone`);
    return;
  }
  if (difference(actual, before) === undefined || difference(actual, content) === undefined) return;
  // Where the server moves what is complete, an old file goes with it.
  if (actual === undefined && actor.server.quirks.movedAtClose) return;
  const said = failure.leftover !== undefined || failure.replaced === true;
  if (isAtomic) {
    const unlinked = actual === undefined && said;
    if (!unlinked)
      actor.report(`C-10: an atomic ${plan.via} of ${actor.name} failed (${words(failure)}) and left a part`);
  } else if (plan.via === "stream" || plan.via === "web") {
    // A stream has written what it has written; that is what pipes do.
    if (actual === undefined)
      actor.report(`C-17: ${plan.via} of ${actor.name} failed and removed what was there before`);
  } else if (!said && !actor.wasCut) {
    const what = difference(actual, before);
    actor.report(
      `C-17: ${plan.via} of ${actor.name} failed (${words(failure)}) and left ${what}, without a word of it`,
    );
  } else if (
    actual !== undefined &&
    plan.choices.onPartial === "keep" &&
    !actor.wasCut &&
    !plan.choices.resume
  ) {
    if (!isPrefix(actual, content)) {
      actor.report(
        `C-17: ${plan.via} of ${actor.name} kept ${actual.length} bytes that are not the first ones`,
      );
    }
  }
}

/** Whether the only thing that this server refuses is to look at the file, and an upload failed because something was refused. */
function isOnlyUnchecked({ server: { quirks, faults } }: Actor, { code }: Failure): boolean {
  const { statRefused, modeRefused, setstatRefused, noDotNames, fstatRefused } = quirks;
  const refusesMore = modeRefused ?? setstatRefused ?? noDotNames ?? fstatRefused ?? false;
  return (
    statRefused === true && !refusesMore && code === "EACCES" && faults.every(({ how }) => how !== "EACCES")
  );
}

function words({ name: kind, code, message }: Failure): string {
  return `${code ?? kind}: ${message}`;
}
