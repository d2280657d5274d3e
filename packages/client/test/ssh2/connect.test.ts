import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { turns, until } from "@sftp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/ssh2/connect.ts";
import type { ConnectOptions } from "../../src/ssh2/connectOptions.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "../transfer/temporaryDirectory.ts";
import { hostFingerprint, hostKeyLine, sshServer } from "./sshServer.ts";

const login = { username: "me", password: "secret" };
const trusted = { ...login, hostKey: hostFingerprint };

/** A port where whoever connects is met with silence. */
async function silentPort(): Promise<{ host: string; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const listener = createServer((socket) => void sockets.push(socket.on("error", () => {}).resume()));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return { host: "127.0.0.1", port: (listener.address() as AddressInfo).port, sockets };
}

/** Where a server is. */
function at({ host, port }: { host: string; port: number }): { host: string; port: number } {
  return { host, port };
}

it.each<[string, object, RegExp]>([
  ["user", { user: "me" }, /there is no option "user": did you mean username\?/],
  ["hostkey", { hostkey: "SHA256:x" }, /did you mean hostKey\?/],
  ["readyTimeout", { readyTimeout: 5 }, /did you mean timeout\?/],
  ["port", { port: "22" }, /port must be a number, but is a string/],
  ["port", { port: 70_000 }, /port must be a whole number, from 1 to 65535/],
  ["password", { password: 5 }, /password must be a string/],
  ["privateKey", { privateKey: 5 }, /privateKey must be a key/],
  ["host", { host: "evil,*" }, /a host name has no ","/],
  ["channels", { channels: 0 }, /channels must be/],
  ["jump", { jump: [{ host: "a", user: "b" }] }, /did you mean username\?/],
])("[C-18] a wrong option is refused before a socket is opened: %s", async (_, options, words) => {
  const server = await sshServer({});
  await expect(connect({ ...at(server), ...trusted, ...options })).rejects.toThrow(words);
  expect(server.sockets).toEqual([]);
});

describe("connect", () => {
  it("gives a client, and closing it closes the connection", async () => {
    const server = await sshServer({ tree: new Tree().file("/f", "content") });
    const sftp = await connect({ ...at(server), ...trusted });
    expect((await sftp.readFile("/f")).toString()).toBe("content");
    await sftp.close();
    expect(await sftp.closed).toBeUndefined();
    await until(() => server.sockets[0]!.destroyed, "the end of the connection");
    expect(server.idents).toEqual(["SFTPClient"]);
  });

  const without: [string, Partial<ConnectOptions>][] = [
    ["nothing", {}],
    ["no fingerprints", { hostKey: [] }],
    ["no files", { knownHosts: [] }],
    ["what is no fingerprint", { hostKey: "yes" }],
    ["something undefined", { hostKey: undefined, knownHosts: undefined }],
  ];
  it.each(without)(
    "[C-15] with %s to check the host key by throws before a socket is opened",
    async (_, options) => {
      const silent = await silentPort();
      await expect(connect({ ...at(silent), ...login, ...options })).rejects.toThrow(TypeError);
      // A connection that were under way would be there once a later one is.
      const later = connectSocket(silent.port, silent.host);
      await once(later, "connect");
      await until(() => silent.sockets.length > 0, "the later connection");
      await turns(5);
      expect(silent.sockets).toHaveLength(1);
      later.destroy();
    },
  );

  it("refuses another key before it logs in", async () => {
    const server = await sshServer({});
    const connecting = connect({ ...at(server), ...login, hostKey: `SHA256:${"A".repeat(43)}` });
    await expect(connecting).rejects.toMatchObject({
      name: "SFTPError",
      code: "ERR_SFTP_HOST_KEY",
      operation: "connect",
    });
    await until(() => server.sockets[0]!.destroyed, "the end of the connection");
    expect(server.logins).toEqual([]);
  });

  it("takes the key from known_hosts, and asks for the type that is known", async () => {
    const server = await sshServer({});
    const file = join(await temporaryDirectory(), "known_hosts");
    await writeFile(file, `[127.0.0.1]:${server.port} ${hostKeyLine}\n`);
    const sftp = await connect({ ...at(server), ...login, knownHosts: file });
    await sftp.close();
    await writeFile(file, `127.0.0.2 ${hostKeyLine}\n`);
    await expect(connect({ ...at(server), ...login, knownHosts: file })).rejects.toMatchObject({
      code: "ERR_SFTP_HOST_KEY",
    });
  });

  it("fails in words for a wrong password, and shows none", async () => {
    const server = await sshServer({});
    const error = await connect({ ...at(server), ...trusted, password: "wrong horse" }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: "SFTPError", code: "ERR_SFTP_AUTH" });
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain("wrong horse");
    await until(() => server.sockets[0]!.destroyed, "the end of the connection");
  });

  it("fails for a server without SFTP, and ends the connection", async () => {
    const server = await sshServer();
    await expect(connect({ ...at(server), ...trusted })).rejects.toMatchObject({
      name: "SFTPError",
      operation: "connect",
    });
    await until(() => server.sockets[0]!.destroyed, "the end of the connection");
  });

  it("fails with the system's code where nobody listens", async () => {
    const { host, port } = await sshServer();
    const closed = createServer().listen(0, host);
    await once(closed, "listening");
    const { port: free } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    expect(free).not.toBe(port);
    await expect(connect({ host, port: free, ...trusted })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("[C-2] gives up a server that says nothing, and leaves no socket", async () => {
    const silent = await silentPort();
    await expect(connect({ ...at(silent), ...trusted, timeout: 50 })).rejects.toMatchObject({
      code: "ETIMEDOUT",
    });
    await until(() => silent.sockets[0]!.destroyed, "the end of the connection");
  });

  it("[C-4] ends on abort, and leaves no socket", async () => {
    const silent = await silentPort();
    const controller = new AbortController();
    const connecting = connect({ ...at(silent), ...trusted, signal: controller.signal });
    connecting.catch(() => {});
    await until(() => silent.sockets.length === 1, "the connection");
    controller.abort();
    await expect(connecting).rejects.toMatchObject({ code: "ABORT_ERR" });
    await until(() => silent.sockets[0]!.destroyed, "the end of the connection");
  });

  it("fails for whoever speaks no SSH", async () => {
    const silent = await silentPort();
    const connecting = connect({ ...at(silent), ...trusted });
    connecting.catch(() => {});
    await until(() => silent.sockets.length === 1, "the connection");
    silent.sockets[0]!.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    await expect(connecting).rejects.toMatchObject({ name: "SFTPError" });
  });

  it("runs over a stream that leads to the server already", async () => {
    const server = await sshServer({ tree: new Tree().file("/f", "content") });
    const socket = connectSocket(server.port, server.host);
    const sftp = await connect({ host: "behind.example.org", socket, ...trusted });
    expect((await sftp.stat("/f")).size).toBe(7);
    await sftp.close();
    expect(socket.destroyed).toBe(true);
  });

  it("takes an address, whose path becomes the working directory", async () => {
    const { host, port } = await sshServer({ tree: new Tree().directory("/d").file("/d/f", "content") });
    const options = { password: "secret", hostKey: hostFingerprint };
    const sftp = await connect(`sftp://me@${host}:${port}/d`, options);
    expect([sftp.getcwd(), (await sftp.stat("f")).size]).toEqual(["/d", 7]);
    await sftp.close();
    for (const address of [`me@${host}`, `me@${host}:`, `sftp://me@${host}`]) {
      const plain = await connect(address, { ...options, port });
      expect(plain.getcwd()).toBeNull();
      await plain.close();
    }
  });

  it("fails for an address whose path is no folder, and for what is no address", async () => {
    const server = await sshServer({ tree: new Tree().file("/f", "content") });
    const options = { ...login, hostKey: hostFingerprint };
    const url = `sftp://${server.host}:${server.port}`;
    await expect(connect(`${url}/none`, options)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(connect(`${url}/f`, options)).rejects.toMatchObject({ code: "ENOTDIR" });
    await until(() => server.sockets.every((socket) => socket.destroyed), "the end of the connections");
    expect(server.sockets).toHaveLength(2);
    await expect(connect("a path/with/slashes", options)).rejects.toThrow(TypeError);
    await expect(connect("sftp://me:secret@host", options)).rejects.toThrow(
      /^(?!.*secret).*a password in an address/,
    );
  });

  it("goes through jump hosts, and closes its connection to each", async () => {
    const [first, second] = [await sshServer(), await sshServer()];
    const server = await sshServer({ tree: new Tree().file("/f", "content") });
    const jump = [first, second].map(({ host, port }) => ({ host, port, ...trusted }));
    const sftp = await connect({ ...at(server), ...trusted, jump });
    expect((await sftp.readFile("/f")).toString()).toBe("content");
    await sftp.close();
    const sockets = [first, second, server].map((each) => each.sockets);
    expect(sockets.map(({ length }) => length)).toEqual([1, 1, 1]);
    await until(() => sockets.flat().every((socket) => socket.destroyed), "the end of the connections");
  });

  it("ends with a jump host that is lost", async () => {
    const gate = await sshServer();
    const server = await sshServer({});
    const sftp = await connect({
      ...at(server),
      ...trusted,
      jump: { host: gate.host, port: gate.port, ...trusted },
    });
    gate.sockets[0]!.destroy();
    expect(await sftp.closed).toMatchObject({ name: "SFTPError", code: "ECONNRESET" });
    await sftp.close();
  });

  it("[C-15] with a jump host whose key cannot be checked throws before a socket is opened", async () => {
    const gate = await sshServer();
    const server = await sshServer({});
    for (const jump of [`${gate.host}:${gate.port}`, { host: gate.host, port: gate.port, ...login }]) {
      await expect(connect({ ...at(server), ...trusted, jump })).rejects.toThrow(
        `must be told how to check the host key of the jump host ${gate.host}`,
      );
    }
    await turns(5);
    expect([gate.sockets, server.sockets]).toEqual([[], []]);
  });

  it("logs in with a key too, and fails for one that the server does not know", async () => {
    const server = await sshServer({});
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    const connecting = connect({ ...at(server), username: "me", privateKey, hostKey: hostFingerprint });
    await expect(connecting).rejects.toMatchObject({ code: "ERR_SFTP_AUTH" });
  });
});
