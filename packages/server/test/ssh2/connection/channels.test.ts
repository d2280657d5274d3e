import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { repeats, turns, until } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { generateHostKey, passwords, serve, type SFTPListener } from "../../../src/ssh2/index.ts";
import { logIn, openPeer } from "../../support/connectSsh.ts";
import { acceptFor, payloads, RawSsh } from "../../support/rawSsh.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const hostKey = generateHostKey();
const string = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);

/** What a client may ask for on a channel, and whether SFTP starts. */
const requests: Readonly<Record<string, readonly Buffer[]>> = {
  nothing: [],
  exec: [payloads.channelRequest(0, "exec", string("id"))],
  shell: [payloads.channelRequest(0, "shell", Buffer.alloc(0))],
  "a terminal and a shell": [
    payloads.channelRequest(0, "pty-req", Buffer.concat([string("xterm"), Buffer.alloc(16), string("")])),
    payloads.channelRequest(0, "shell", Buffer.alloc(0)),
  ],
  "an unknown subsystem": [payloads.channelRequest(0, "subsystem", string("netconf"))],
  "variables and a signal": [
    payloads.channelRequest(0),
    payloads.channelRequest(0, "signal", string("TERM")),
  ],
  "something that nobody knows": [payloads.channelRequest(0, "winadj@putty.projects.tartarus.org")],
  "EOF alone": [payloads.channelEof(0)],
  "exec after EOF": [payloads.channelEof(0), payloads.channelRequest(0, "exec", string("id"))],
  "SFTP, 50 times": Array.from({ length: 50 }, () => payloads.channelRequest(0, "subsystem", string("sftp"))),
  "SFTP, then a shell": [
    payloads.channelRequest(0, "subsystem", string("sftp")),
    payloads.channelRequest(0, "shell", Buffer.alloc(0)),
  ],
};

let listener: SFTPListener;
let attacker: RawSsh;
let entry: Awaited<ReturnType<typeof acceptFor>>;

/** What the server answers to the client's channels: confirmed numbers, and how many of each other message. */
const answers = { confirmed: [] as number[], success: 0, failure: 0, closed: 0 };

beforeEach(async () => {
  listener = await serve({
    hostKeys: [hostKey],
    authenticate: passwords({ ann: "secret" }),
    backend: new TreeBackend(),
    listen: false,
  });
  entry = await acceptFor(listener);
  attacker = await RawSsh.connect(entry, "secret");
  Object.assign(answers, { confirmed: [], success: 0, failure: 0, closed: 0 });
  attacker.handle({
    CHANNEL_OPEN_CONFIRMATION: (_protocol, { sender }: { sender: number }) => answers.confirmed.push(sender),
    CHANNEL_SUCCESS: () => answers.success++,
    CHANNEL_FAILURE: () => answers.failure++,
    CHANNEL_CLOSE: () => answers.closed++,
  });
});

afterEach(async () => {
  attacker.destroy();
  entry.close();
  await listener.close({ graceMs: 0 });
});

async function open(): Promise<number> {
  const before = answers.confirmed.length;
  attacker.send(payloads.sessionOpen(7));
  await until(() => answers.confirmed.length > before);
  return answers.confirmed.at(-1)!;
}

describe.each(Object.entries(requests))("a channel on which the client asks for %s", (_what, asked) => {
  it("[S-19] answers each request once, is closed once, and leaves its number for the next", async () => {
    for (let cycle = 1; cycle <= 3; cycle++) {
      expect(await open()).toBe(0);
      for (const request of asked) attacker.send(request);
      const wanted = asked.filter(([type]) => type === 98).length * cycle;
      await until(() => answers.success + answers.failure === wanted);
      attacker.send(payloads.channelClose(0));
      await until(() => answers.closed === cycle);
      // A second CLOSE, for a channel that is no more, is nothing.
      attacker.send(payloads.channelClose(0));
    }
    await turns(20);
    expect(answers.closed).toBe(3);
    const session = await openPeer(await logIn(entry, { password: "secret" }));
    session.end();
  });
});

it("[S-19] a session goes on while another channel is asked for SFTP again and again", async () => {
  const client = await logIn(entry, { password: "secret" });
  const peer = await openPeer(client);
  const raw = new RawSsh(attacker.socket, client);
  for (let times = 0; times < 50; times++) {
    raw.send(payloads.channelRequest(0, "subsystem", string("sftp")));
  }
  const other = await openPeer(client);
  peer.end();
  await peer.closed;
  other.end();
  await other.closed;
  client.end();
});

it("[S-19] channels that are opened and closed leave nothing behind", async () => {
  const cycles = repeats(2000);
  let before = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    if (cycle === Math.min(500, cycles / 4)) before = heap();
    await open();
    attacker.send(payloads.channelRequest(0, "exec", string("id")));
    attacker.send(payloads.channelClose(0));
    await until(() => answers.closed === cycle + 1);
    answers.confirmed.length = 0;
  }
  expect(heap() - before).toBeLessThan(2 * 1024 * 1024);
});

/** The bytes of what is live. */
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
