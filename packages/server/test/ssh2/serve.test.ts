import { once } from "node:events";

import { SSHDuplex } from "@sftp/channel/ssh2";
import { frame, ScriptedPeer, string, turns, u32, u64, until } from "@sftp/testing";
import ssh2 from "ssh2";
import { afterEach, describe, expect, it } from "vitest";

import {
  anyOf,
  authorizedKeys,
  generateHostKey,
  interactive,
  passwords,
  serve,
  type ServeOptions,
  type SFTPListener,
} from "../../src/ssh2/index.ts";
import { closing, knock, logIn, openChannel, openPeer } from "../support/connectSsh.ts";
import { OpenFlags } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT } = OpenFlags;
const hostKey = generateHostKey();
const password = "secret";

/** What a client is told when it opens something. */
function opening(open: (callback: (error: Error | undefined) => void) => void): Promise<Error | undefined> {
  return new Promise((resolve) => open(resolve));
}

const listeners: SFTPListener[] = [];
const clients: ssh2.Client[] = [];

async function start(options: Partial<ServeOptions> = {}) {
  const backend = new TreeBackend();
  const errors: { error: unknown; during: string }[] = [];
  const listener = await serve({
    hostKeys: [hostKey],
    authenticate: passwords({ ann: password }),
    backend,
    onError: (error, { during }) => errors.push({ error, during }),
    ...options,
  });
  listeners.push(listener);
  const connect = async (config: ssh2.ConnectConfig = { password }) => {
    const client = await logIn(listener, config);
    clients.push(client);
    return client;
  };
  return { backend, listener, connect, errors };
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.end();
  await Promise.all(listeners.splice(0).map((listener) => listener.close({ graceMs: 0 })));
});

describe("a login", () => {
  it("with a password gets a session that knows who it is, and whose end has an exit status", async () => {
    const users: unknown[] = [];
    const { connect } = await start({
      backend: (session) => {
        users.push({ ...session, id: undefined });
        return new TreeBackend();
      },
    });
    const client = await connect();
    const channel = await openChannel(client);
    const peer = new ScriptedPeer(new SSHDuplex(channel, client));
    await peer.greet();
    const exit = once(channel, "exit");
    peer.end();
    expect(await exit).toEqual([0]);
    await peer.closed;
    expect(users).toEqual([
      {
        user: "ann",
        remoteAddress: "127.0.0.1",
        clientIdent: expect.stringMatching(/^SSH-2\.0-ssh2js/) as string,
        state: new Map(),
      },
    ]);
  });

  it.each(["ed25519", "rsa", "ecdsa"] as const)("with a key of kind %s", async (kind) => {
    const bits = { ed25519: {}, rsa: { bits: 2048 }, ecdsa: { bits: 256 } }[kind];
    const [mine, others] = [1, 2].map(() =>
      ssh2.utils.generateKeyPairSync(kind as "rsa", bits as { bits: number }),
    );
    const authenticate = anyOf(passwords({}), authorizedKeys({ ann: mine!.public }));
    const { connect } = await start({ authenticate });
    await (await connect({ privateKey: mine!.private })).end();
    await expect(connect({ privateKey: others!.private })).rejects.toThrow(/authentication methods failed/);
    await expect(connect({ privateKey: mine!.private, username: "bob" })).rejects.toThrow(/methods failed/);
    await expect(connect({ password: "" })).rejects.toThrow(/methods failed/);
  });

  it("by questions, for a password and a code, beside other ways", async () => {
    const asking = interactive(async ({ username, ask }) => {
      const answers = await ask(["Password: ", { prompt: "Code: ", echo: true }], "Two things");
      return username === "ann" && answers.join() === `${password},123456`;
    });
    const { connect, errors } = await start({ authenticate: anyOf(passwords({}), asking) });
    const shown: unknown[] = [];
    const answering = (...answers: string[]) => {
      const method: ssh2.KeyboardInteractiveAuthMethod = {
        type: "keyboard-interactive",
        username: "ann",
        prompt: (title, _text, _language, prompts, finish) => {
          shown.push([title, ...prompts]);
          finish(answers);
        },
      };
      return connect({ authHandler: [method] });
    };
    await openPeer(await answering(password, "123456"));
    expect(shown).toEqual([
      ["Two things", { prompt: "Password: ", echo: false }, { prompt: "Code: ", echo: true }],
    ]);
    await expect(answering(password, "1")).rejects.toThrow(/methods failed/);
    expect(errors).toEqual([]);
  });

  it("fails when authenticate throws, and onError is told", async () => {
    const { connect, errors } = await start({ authenticate: () => Promise.reject(new Error("no database")) });
    await expect(connect()).rejects.toThrow(/methods failed/);
    expect(errors).toMatchObject([{ during: "login", error: { message: "no database" } }]);
  });

  it("[S-13] may be tried six times", async () => {
    const tried: string[] = [];
    const { connect } = await start({ authenticate: ({ password: given }) => (tried.push(given!), false) });
    const attempts = Array.from({ length: 20 }, (_, n) => `wrong-${n}`);
    const authHandler = [...attempts].map((each) => ({
      type: "password" as const,
      username: "ann",
      password: each,
    }));
    await expect(connect({ authHandler })).rejects.toThrow();
    expect(tried).toEqual(attempts.slice(0, 6));
  });

  it("[S-13] must be done in time", async () => {
    const { listener } = await start({ loginTimeout: 100 });
    await closing(await knock(listener));
    await until(() => listener.connections === 0);
  });

  it("[S-13] of one address may be under way ten times at once, and as many as it likes when done", async () => {
    const { listener, connect } = await start({ loginsPerAddress: 2 });
    for (let known = 0; known < 3; known++) await connect();
    const strangers = [await knock(listener), await knock(listener)];
    await until(() => listener.connections === 5);
    await closing(await knock(listener));
    expect(listener.connections).toBe(5);
    strangers[0]!.destroy();
    await until(() => listener.connections === 4);
    await connect();
    expect(listener.connections).toBe(5);
    strangers[1]!.destroy();
  });
});

describe("a connection", () => {
  it("is turned away when there are as many as there may be, and onError is told once", async () => {
    const { listener, connect, errors } = await start({ maxConnections: 2 });
    await connect();
    const other = await connect();
    for (let late = 0; late < 3; late++) await closing(await knock(listener));
    expect(listener.connections).toBe(2);
    expect(errors).toMatchObject([{ during: "listening", error: { message: /^there are 2 connections/ } }]);
    other.end();
    await until(() => listener.connections === 1);
    await openPeer(await connect());
    await closing(await knock(listener));
    expect(errors).toHaveLength(2);
  });

  it("may have ten sessions, and others when they are over", async () => {
    const { connect } = await start({ sessionsPerConnection: 3 });
    const client = await connect();
    const peers = [await openPeer(client), await openPeer(client), await openPeer(client)];
    await expect(openChannel(client)).rejects.toThrow(/Channel open failure/);
    peers[0]!.end();
    await peers[0]!.closed;
    await until(() => true);
    await openPeer(client);
  });

  it("gets nothing but SFTP", async () => {
    const { connect } = await start();
    const client = await connect();
    await expect(openChannel(client, "netconf")).rejects.toThrow();
    expect(await opening((callback) => client.exec("id", callback))).toBeInstanceOf(Error);
    expect(await opening((callback) => client.shell(callback))).toBeInstanceOf(Error);
    expect(await opening((callback) => client.forwardOut("::1", 1, "::1", 22, callback))).toBeInstanceOf(
      Error,
    );
    expect(await opening((callback) => client.forwardIn("::1", 0, callback))).toBeInstanceOf(Error);
    await openPeer(client);
  });

  it("that is no SSH at all, or breaks off, harms nobody", async () => {
    const { listener, connect } = await start();
    for (const rubbish of [
      "GET / HTTP/1.1\r\n\r\n",
      "SSH-1.5-old\r\n",
      `SSH-2.0-x\r\n${"\xff".repeat(5000)}`,
    ]) {
      const socket = await knock(listener);
      socket.write(rubbish, "latin1");
      await closing(socket);
    }
    (await knock(listener)).resetAndDestroy();
    await until(() => listener.connections === 0);
    await openPeer(await connect());
  });

  it("survives new keys in the middle of a transfer", async () => {
    const { backend, connect } = await start();
    const content = Buffer.from(Array.from({ length: 4_000_000 }, (_, index) => (index * 31) % 253));
    backend.put("/big", content);
    const client = await connect();
    const peer = await openPeer(client);
    peer.send(frame(3, u32(0), string("/big"), u32(READ), u32(0)));
    const handle = (await peer.next()).fields().string();
    const length = 32_000;
    let exchanges = 0;
    for (let id = 1; id <= content.length / length; id++) {
      peer.send(frame(5, u32(id), string(handle), u64((id - 1) * length), u32(length)));
      if (id % 40 === 20) {
        const rekeyed = once(client, "handshake");
        (client as unknown as { _protocol: { rekey(): void } })._protocol.rekey();
        await rekeyed;
        exchanges++;
      }
    }
    for (let id = 1; id <= content.length / length; id++) {
      const part = content.subarray((id - 1) * length, id * length);
      await peer.expect(103, string(part));
    }
    expect(exchanges).toBe(3);
  });

  it("whose client does not answer any more is closed", async () => {
    const { listener } = await start({ keepaliveInterval: 30 });
    const socket = await knock(listener);
    const client = await logIn(listener, { password, sock: socket });
    clients.push(client);
    expect(listener.connections).toBe(1);
    socket.pause();
    await until(() => listener.connections === 0, "the end of the connection", 10_000_000);
  });

  it("that does nothing for too long is closed, if that is wanted", async () => {
    const { listener, connect } = await start({ idleTimeout: 1_000 });
    const client = await connect();
    await openPeer(client);
    await until(() => listener.connections === 0, "the end of the connection", 1_000_000);
  });

  it("[S-4] whose client ignores its window is cut off", async () => {
    const { backend, listener, connect } = await start();
    backend.pause = () => new Promise(() => {});
    const client = await connect();
    const channel = await openChannel(client);
    const peer = new ScriptedPeer(new SSHDuplex(channel, client));
    await peer.greet();
    peer.send(frame(3, u32(0), string("/x"), u32(WRITE | CREAT), u32(0)));
    const handle = (await peer.next()).fields().string();
    const { outgoing, _client } = channel as unknown as {
      outgoing: { id: number };
      _client: { _protocol: { channelData(id: number, data: Buffer): void } };
    };
    let sent = 0;
    const packet = Buffer.from(frame(6, u32(1), string(handle), u64(0), string(Buffer.alloc(30_000))));
    await until(() => {
      if (listener.connections === 0) return true;
      for (let n = 0; n < 10; n++, sent += packet.length) _client._protocol.channelData(outgoing.id, packet);
      return false;
    });
    expect(sent).toBeGreaterThan(64 * 30_000);
  });

  it("[S-3] whose client reads nothing is not read from any more, and others are served", async () => {
    const { connect } = await start({
      backend: () => ({ open: () => ({ read: (into) => ((read += into.length), into.length) }) }),
    });
    let read = 0;
    const [greedy, modest] = [await connect(), await connect()];
    const channel = await openChannel(greedy);
    const peer = new ScriptedPeer(new SSHDuplex(channel, greedy));
    await peer.greet();
    peer.send(frame(3, u32(0), string("/x"), u32(READ), u32(0)));
    const handle = (await peer.next()).fields().string();
    peer.stall();
    const requests = Array.from({ length: 2048 }, (_, id) =>
      frame(5, u32(id + 1), string(handle), u64(id * 32_768), u32(32_768)),
    );
    peer.send(...requests);
    const other = await openPeer(modest);
    for (let before = -1; before < read; await turns(200)) before = read;
    // Its window, the budget of its session, and what is on the way between them.
    expect(read).toBeLessThan(12 * 1024 * 1024);
    other.send(frame(16, u32(1), string(".")));
    expect((await other.next()).type).toBe(104);
    peer.resume();
    for (let id = 1; id <= 2048; id++) expect((await peer.next()).id).toBe(id);
    expect(read).toBe(64 * 1024 * 1024);
  });
});

describe("listening", () => {
  it("happens on this machine only, at a free port, unless told otherwise", async () => {
    const { listener } = await start();
    expect(listener.host).toBe("127.0.0.1");
    expect(listener.port).toBeGreaterThan(0);
    expect(listener.fingerprints).toEqual([expect.stringMatching(/^SHA256:/)]);
    await expect(start({ port: listener.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(start({ hostKeys: [] })).rejects.toThrow(/needs a host key/);
  });

  it("shows the key that it says it has", async () => {
    const { listener, connect } = await start();
    const seen: string[] = [];
    const hostVerifier = (hash: string) =>
      seen.push(`SHA256:${Buffer.from(hash, "hex").toString("base64")}`) > 0;
    await connect({ password, hostHash: "sha256", hostVerifier });
    expect(seen.map((fingerprint) => fingerprint.replace(/=+$/, ""))).toEqual(listener.fingerprints);
  });

  it("ends with what runs: an upload finishes, then the connection ends; nobody new gets in", async () => {
    const { backend, listener, connect } = await start();
    const client = await connect();
    const peer = await openPeer(client);
    peer.send(frame(3, u32(0), string("/upload"), u32(WRITE | CREAT), u32(0)));
    const handle = (await peer.next()).fields().string();
    const idle = await openPeer(await connect());
    const closed = listener.close();
    expect(listener.close()).toBe(closed);
    await expect(knock(listener)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await idle.closed;
    peer.send(frame(6, u32(1), string(handle), u64(0), string("all of it")));
    await peer.expect(101, u32(0), string("Success"), string(""));
    peer.send(frame(4, u32(2), string(handle)));
    await peer.expect(101, u32(0), string("Success"), string(""));
    await closed;
    expect(backend.read("/upload")).toBe("all of it");
    expect(backend.log.filter((entry) => entry.startsWith("close"))).toEqual(["close closed"]);
    expect(listener.connections).toBe(0);
  });

  // Node's timers take what is more than 25 days for 1 ms.
  it.each([Infinity, 30 * 24 * 3600 * 1000])("no time limit of %d ms ends anything early", async (limit) => {
    const { backend, listener, connect } = await start({
      loginTimeout: limit,
      idleTimeout: limit,
      keepaliveInterval: limit,
      requestTimeout: limit,
    });
    backend.pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    const peer = await openPeer(await connect());
    peer.send(frame(3, u32(0), string("/upload"), u32(WRITE | CREAT), u32(0)));
    const handle = (await peer.next()).fields().string();
    const closed = listener.close({ graceMs: limit });
    await new Promise((resolve) => setTimeout(resolve, 20));
    peer.send(frame(6, u32(1), string(handle), u64(0), string("all of it")));
    await peer.expect(101, u32(0), string("Success"), string(""));
    peer.send(frame(4, u32(2), string(handle)));
    await peer.expect(101, u32(0), string("Success"), string(""));
    await closed;
    expect(backend.read("/upload")).toBe("all of it");
  });

  it("ends in time though a client does not", async () => {
    const { backend, listener, connect } = await start();
    const peer = await openPeer(await connect());
    await knock(listener);
    peer.send(frame(3, u32(0), string("/upload"), u32(WRITE | CREAT), u32(0)));
    await peer.next();
    await listener.close({ graceMs: 50 });
    expect(backend.log.slice(-2)).toEqual(["close aborted", "sessionEnded"]);
    expect(listener.connections).toBe(0);
  });
});
