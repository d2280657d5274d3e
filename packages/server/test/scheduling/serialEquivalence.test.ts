import { Random, repeats } from "@sftp/testing";
import type { DecodedReply } from "@sftp/wire";
import { expect, it } from "vitest";

import { OpenFlags, openSession, type TestSession } from "../support/openSession.ts";
import { RacyFiles } from "../support/racyFile.ts";

const { READ, WRITE, CREAT, APPEND } = OpenFlags;
const PROGRAMS = repeats(400);
const STEPS = 25;

type File = { content: Buffer; mode: number };
type Step = { send: (session: TestSession) => Promise<DecodedReply>; expected: unknown };

/** What a reply says, without what is the same in all. */
function said(reply: DecodedReply): unknown {
  switch (reply.name) {
    case "status":
      return reply.body.code;
    case "data":
      return Buffer.from(reply.body.data).toString("latin1");
    case "attrs":
      return reply.body.attrs;
    default:
      return reply.name;
  }
}

function write(file: File, data: Buffer, offset: number): number {
  if (data.length > 0) {
    const content = Buffer.alloc(Math.max(file.content.length, offset + data.length));
    file.content.copy(content);
    content.set(data, offset);
    file.content = content;
  }
  return 0;
}

/** The next request of a program, and what one at a time would answer. */
function nextStep(
  random: Random,
  files: Map<string, File>,
  handles: { handle: Uint8Array; file: File; appends: boolean }[],
): Step {
  const { handle, file, appends } = random.pick(handles);
  const [offset, length] = [random.below(24), random.below(12)];
  const path = random.pick(["/a", "/b"]);
  const at = files.get(path);
  const attrs = random.pick([
    { size: random.below(24) },
    { mode: random.below(0o777) },
    { size: 3, mode: 1 },
  ]);
  const change = (changed: File) => {
    if (attrs.size !== undefined) {
      const content = Buffer.alloc(attrs.size);
      changed.content.copy(content);
      changed.content = content;
    }
    if (attrs.mode !== undefined) changed.mode = attrs.mode;
    return 0;
  };
  const attributes = ({ content, mode }: File) => ({ size: content.length, mode });
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2: {
      const data = file.content.subarray(offset, offset + length).toString("latin1");
      const expected = length === 0 ? "" : data === "" ? 1 : data;
      return { send: (session) => session.call("read", { handle, offset, length }), expected };
    }
    case 3:
    case 4:
    case 5: {
      const data = Buffer.alloc(length, 97 + random.below(26));
      const expected = write(file, data, appends ? file.content.length : offset);
      return { send: (session) => session.call("write", { handle, offset, data }), expected };
    }
    case 6:
      return { send: (session) => session.call("fstat", { handle }), expected: attributes(file) };
    case 7:
      return { send: (session) => session.call("fsetstat", { handle, attrs }), expected: change(file) };
    case 8:
      return { send: (session) => session.call("fsync@openssh.com", { handle }), expected: 0 };
    case 9:
      return { send: (session) => session.call("stat", { path }), expected: at ? attributes(at) : 2 };
    case 10:
      return { send: (session) => session.call("setstat", { path, attrs }), expected: at ? change(at) : 2 };
    default: {
      const newPath = path === "/a" ? "/b" : "/a";
      const expected = files.has(newPath) ? 4 : at ? 0 : 2;
      if (expected === 0) {
        files.set(newPath, at!);
        files.delete(path);
      }
      return { send: (session) => session.call("rename", { oldPath: path, newPath }), expected };
    }
  }
}

it("[S-2] requests on a file, by handles and by its path, behave as if done one at a time", async () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = new Random(seed);
    const backend = new RacyFiles(new Random(seed + 1_000_000));
    const session = await openSession(backend);
    const file: File = { content: Buffer.alloc(0), mode: 0o100644 };
    const model = new Map([["/a", file]]);
    const open = async (flags: number) => {
      return { handle: await session.open("/a", flags), file, appends: (flags & APPEND) !== 0 };
    };
    const handles = [await open(READ | WRITE | CREAT), await open(READ | WRITE)];
    if (random.oneIn(3)) handles.push(await open(READ | WRITE | APPEND));
    const steps = Array.from({ length: STEPS }, () => nextStep(random, model, handles));
    for (const { handle } of handles) {
      steps.push({ send: () => session.call("close", { handle }), expected: 0 });
    }
    const replies = await Promise.all(steps.map(({ send }) => send(session)));
    expect(replies.map(said), `seed ${seed}`).toEqual(steps.map(({ expected }) => expected));
    expect([...backend.files], `seed ${seed}`).toEqual([...model]);
    await session.end();
  }
});
