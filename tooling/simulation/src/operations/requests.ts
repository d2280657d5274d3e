import { once } from "node:events";
import { Random } from "@sftp/testing";
import { type DecodedReply, decodeReply, encodeRequest, encodeVersion, INIT, OpenFlags } from "@sftp/wire";
import { FrameSplitter } from "../network/frames.ts";
import { type Actor, type Failure, failureOf } from "../world/actor.ts";
import type { OperationPlan } from "../world/plan.ts";

type RequestsPlan = Extract<OperationPlan, { kind: "requests" }>;

/** Where the files of raw requests are. */
export const REQUESTS = "/requests";

type Said = number | string | { size: number };

/** Sends requests without waiting for replies, and compares each reply with what one at a time would give; checks S-2. */
export async function requests(plan: RequestsPlan, actor: Actor): Promise<Failure | undefined> {
  const { channel } = actor.plainServer();
  return failureOf(async () => {
    const replies = collect(channel);
    channel.write(encodeVersion(INIT, { version: 3, extensions: new Map() }));
    await replies.next();
    const random = new Random(plan.seed);
    const path = `${REQUESTS}/${actor.name}`;
    const handles: Uint8Array[] = [];
    let id = 0;
    for (const flags of [
      OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREAT,
      OpenFlags.READ | OpenFlags.WRITE,
    ]) {
      channel.write(encodeRequest("open", id++, { path, flags, attrs: {} }));
      const reply = decodeReply(await nextOf(replies));
      if (reply.name !== "handle") throw new Error(`OPEN was answered with ${reply.name}`);
      handles.push(Uint8Array.from(reply.body.handle));
    }
    const model = { content: Buffer.alloc(0) };
    const expected = new Map<number, Said>();
    for (let step = 0; step < plan.steps; step++) {
      channel.write(request(random, id, random.pick(handles), model, expected));
      id++;
    }
    for (let count = expected.size; count > 0; count--) {
      const reply = decodeReply(await nextOf(replies));
      const wanted = expected.get(reply.id);
      const actual = said(reply);
      if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
        actor.report(
          `S-2: ${actor.name}: request ${reply.id} was answered ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`,
        );
      }
    }
    for (const handle of handles) channel.write(encodeRequest("close", id++, { handle }));
    for (const _ of handles) await replies.next();
    channel.end();
    if (!channel.closed) await once(channel, "close");
  });
}

/** The next request, and in `expected` its reply. */
function request(
  random: Random,
  id: number,
  handle: Uint8Array,
  model: { content: Buffer },
  expected: Map<number, Said>,
): Uint8Array {
  const [offset, length] = [random.below(3_000), 1 + random.below(2_000)];
  switch (random.below(6)) {
    case 0:
    case 1: {
      const data = model.content.subarray(offset, offset + length);
      expected.set(id, data.length === 0 ? 1 : data.toString("latin1"));
      return encodeRequest("read", id, { handle, offset, length });
    }
    case 2:
    case 3: {
      const data = random.bytes(length);
      const longer = Buffer.alloc(Math.max(model.content.length, offset + length));
      model.content.copy(longer);
      longer.set(data, offset);
      model.content = longer;
      expected.set(id, 0);
      return encodeRequest("write", id, { handle, offset, data });
    }
    case 4: {
      const cut = Buffer.alloc(offset);
      model.content.copy(cut);
      model.content = cut;
      expected.set(id, 0);
      return encodeRequest("fsetstat", id, { handle, attrs: { size: offset } });
    }
    default:
      expected.set(id, { size: model.content.length });
      return encodeRequest("fstat", id, { handle });
  }
}

function said(reply: DecodedReply): Said {
  if (reply.name === "status") return reply.body.code;
  if (reply.name === "data") return Buffer.from(reply.body.data).toString("latin1");
  if (reply.name === "attrs") return { size: Number(reply.body.attrs.size) };
  return reply.name;
}

async function nextOf(replies: AsyncGenerator<Uint8Array, never>): Promise<Uint8Array> {
  return (await replies.next()).value;
}

/** The frames that arrive. */
async function* collect(channel: import("node:stream").Duplex): AsyncGenerator<Uint8Array, never> {
  const frames = new FrameSplitter();
  for await (const chunk of channel) yield* frames.push(chunk as Buffer);
  throw new Error("the channel has ended");
}
