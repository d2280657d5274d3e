import { once } from "node:events";

import ssh2, { type Client, type SFTPWrapper } from "ssh2";
import { expect, it } from "vitest";

import { startTestServer, type TestServer, type TestServerOptions } from "../src/testServer.ts";

/** Logs in with a client that is none of ours. */
async function logIn(
  server: TestServer,
  password = server.password,
): Promise<{ client: Client; sftp: SFTPWrapper }> {
  const client = new ssh2.Client();
  const { host, port, username } = server;
  client.connect({ host, port, username, password });
  await once(client, "ready");
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.sftp((error, wrapper) => (error ? reject(error) : resolve(wrapper)));
  });
  return { client, sftp };
}

async function withServer(
  options: TestServerOptions,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startTestServer(options);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

it("serves its files to whom it told how to log in, and shows what they did", async () => {
  await withServer({ files: { "/in/file": "from the server" } }, async (server) => {
    expect(server.host).toBe("127.0.0.1");
    expect(server.hostKey).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    const { client, sftp } = await logIn(server);
    const content = await new Promise((resolve, reject) => {
      sftp.readFile("/in/file", (error, data) => (error ? reject(error) : resolve(String(data))));
    });
    expect(content).toBe("from the server");
    await new Promise<void>((resolve, reject) => {
      sftp.writeFile("/in/answer", "from the client", (error) => (error ? reject(error) : resolve()));
    });
    expect(server.backend.snapshot()).toEqual({
      "/in/file": "from the server",
      "/in/answer": "from the client",
    });
    client.end();
  });
});

it("takes a name, a password and a capacity, and lets nobody else in", async () => {
  await withServer({ username: "me", password: "open sesame", capacity: 10 }, async (server) => {
    await expect(logIn(server, "guess")).rejects.toThrow(/authentication/i);
    const { client, sftp } = await logIn({ ...server, username: "me", password: "open sesame" });
    const error = await new Promise<Error | null | undefined>((resolve) => {
      sftp.writeFile("/too-long", "12345678901", resolve);
    });
    expect(error?.message).toMatch(/no space/i);
    client.end();
  });
});

it("has a password of its own each time", async () => {
  await withServer({}, (one) => withServer({}, async (two) => expect(one.password).not.toBe(two.password)));
});

it("ends those who are connected when it closes", async () => {
  const server = await startTestServer();
  const { client } = await logIn(server);
  const ended = once(client, "close");
  await server[Symbol.asyncDispose]();
  await ended;
  await server.close();
});
