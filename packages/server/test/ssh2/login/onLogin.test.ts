import { once } from "node:events";

import { until } from "@sftp/testing";
import ssh2 from "ssh2";
import { afterEach, expect, it } from "vitest";

import {
  allOf,
  anyOf,
  authorizedKeys,
  generateHostKey,
  interactive,
  type LoginEvent,
  passwords,
  serve,
  type ServeOptions,
  type SFTPListener,
} from "../../../src/ssh2/index.ts";
import { knock, logIn } from "../../support/connectSsh.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

const hostKey = generateHostKey();
const [mine, others] = [
  ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }),
  ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }),
];
const SECRETS = ["s3cret-password", "wr0ng-password", "654321", "answer-123456"];

const listeners: SFTPListener[] = [];
afterEach(() => Promise.all(listeners.splice(0).map((listener) => listener.close({ graceMs: 0 }))));

async function start(options: Partial<ServeOptions> = {}) {
  const events: LoginEvent[] = [];
  const errors: unknown[] = [];
  const listener = await serve({
    hostKeys: [hostKey],
    authenticate: anyOf(
      passwords({ ann: SECRETS[0]! }),
      authorizedKeys({ ann: mine.public }),
      interactive(async ({ ask }) => (await ask(["Code: "]))[0] === SECRETS[3]),
    ),
    backend: new TreeBackend(),
    onLogin: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
  listeners.push(listener);
  const connect = async (config: ssh2.ConnectConfig) => {
    const client = await logIn(listener, config).catch(() => undefined);
    client?.end();
    return client !== undefined;
  };
  /** One record for each event: how it ended, who, how. */
  const records = () => events.map(({ outcome, user, method }) => [outcome, user, method]);
  return { listener, events, errors, connect, records };
}

const answering = (answer: string): ssh2.ConnectConfig => {
  const method: ssh2.KeyboardInteractiveAuthMethod = {
    type: "keyboard-interactive",
    username: "ann",
    prompt: (_title, _text, _language, _prompts, finish) => finish([answer]),
  };
  return { authHandler: [method] };
};

it("[S-20] every login leaves one record: who, from where, how, and how it ended; and no secret", async () => {
  const { events, records, connect } = await start();
  expect(await connect({ password: SECRETS[0]! })).toBe(true);
  expect(await connect({ password: SECRETS[1]! })).toBe(false);
  expect(await connect({ privateKey: mine.private })).toBe(true);
  expect(await connect({ privateKey: others.private })).toBe(false);
  expect(await connect(answering(SECRETS[3]!))).toBe(true);
  expect(await connect(answering(SECRETS[2]!))).toBe(false);
  expect(await connect({ username: "root\n\u001b[2J", password: SECRETS[1]! })).toBe(false);
  await until(() => events.length >= 7);
  expect(records()).toEqual([
    ["accepted", "ann", "password"],
    ["refused", "ann", "password"],
    ["accepted", "ann", "publickey"],
    ["refused", "ann", "publickey"],
    ["accepted", "ann", "keyboard-interactive"],
    ["refused", "ann", "keyboard-interactive"],
    ["refused", "root\n\u001b[2J", "password"],
  ]);
  expect(
    events.every(({ remoteAddress, time }) => remoteAddress === "127.0.0.1" && time instanceof Date),
  ).toBe(true);
  expect(events[3]!.fingerprint).toMatch(/^SHA256:/);
  const text = JSON.stringify(events);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
});

it("[S-20] every connection that is turned away, or ends without a login, leaves one record with the reason", async () => {
  const { listener, events } = await start({ loginsPerAddress: 2, loginTimeout: 300 });
  const silent = [await knock(listener), await knock(listener)];
  await until(() => listener.connections === 2);
  const third = await knock(listener);
  await once(third.resume(), "close");
  await Promise.all(silent.map((socket) => once(socket.resume(), "close")));
  const rubbish = await knock(listener);
  rubbish.write("GET / HTTP/1.1\r\n\r\n");
  await once(rubbish.resume(), "close");
  const broken = await knock(listener);
  broken.write(`SSH-2.0-x\r\n${"\xff".repeat(5000)}`);
  await once(broken.resume(), "close");
  const leaving = await knock(listener);
  await until(() => listener.connections === 1);
  leaving.end();
  await once(leaving.resume(), "close");
  await until(() => events.length === 6);
  expect(events.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ["rejected", "its address has too many connections that are not logged in"],
    ["rejected", "the login took too long"],
    ["rejected", "the login took too long"],
    ["rejected", "it sent no identification string of SSH 2.0"],
    ["rejected", expect.any(String)],
    ["left", undefined],
  ]);
});

it("[S-20] connections beyond the limit leave a record each", async () => {
  const { listener, events } = await start({ maxConnections: 1 });
  const first = await knock(listener);
  await until(() => listener.connections === 1);
  for (let late = 0; late < 3; late++) await once((await knock(listener)).resume(), "close");
  expect(events).toMatchObject(
    Array.from({ length: 3 }, () => ({ outcome: "rejected", reason: "there are too many connections" })),
  );
  first.destroy();
});

it("a hook that throws harms no login, and onError is told", async () => {
  const { connect, errors } = await start({
    onLogin: () => {
      throw new Error("disk full");
    },
  });
  expect(await connect({ password: SECRETS[0]! })).toBe(true);
  expect(errors).toMatchObject([{ message: "disk full" }]);
});

it("a key and a password are both required, in either order, and the client is told of the partial success", async () => {
  const both = allOf(authorizedKeys({ ann: mine.public }), passwords({ ann: SECRETS[0]! }));
  const { connect, records, events } = await start({ authenticate: both });
  expect(both.methods).toEqual(["publickey", "password"]);
  const told: unknown[] = [];
  const inOrder = (...order: ssh2.AnyAuthMethod[]): ssh2.ConnectConfig => ({
    authHandler: (left, partial, next) => {
      told.push([left, partial]);
      next(order.shift() ?? (false as never));
    },
  });
  const key: ssh2.PublicKeyAuthMethod = { type: "publickey", username: "ann", key: mine.private };
  const wrongKey: ssh2.PublicKeyAuthMethod = { ...key, key: others.private };
  const password: ssh2.PasswordAuthMethod = { type: "password", username: "ann", password: SECRETS[0]! };
  expect(await connect(inOrder(key, password))).toBe(true);
  expect(told.splice(0)).toEqual([
    [null, null],
    [["password"], true],
  ]);
  expect(await connect(inOrder(password, wrongKey, key))).toBe(true);
  expect(told.splice(0)).toEqual([
    [null, null],
    [["publickey"], true],
    [["publickey"], false],
  ]);
  expect(await connect(inOrder(key, key, key))).toBe(false);
  expect(await connect(inOrder(password, password, wrongKey))).toBe(false);
  await until(() => events.length >= 11);
  expect(records().map(([outcome, , method]) => `${String(method)} ${String(outcome)}`)).toEqual([
    "publickey partial",
    "password accepted",
    "password partial",
    "publickey refused",
    "publickey accepted",
    "publickey partial",
    "publickey refused",
    "publickey refused",
    "password partial",
    "password refused",
    "publickey refused",
  ]);
});
