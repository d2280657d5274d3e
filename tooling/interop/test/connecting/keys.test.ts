import { appendFile, chmod, readFile } from "node:fs/promises";
import { connect, type ConnectOptions } from "@sftp/sftp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { type KeyOptions, type KeyPair, makeKey } from "../../src/keys/makeKey.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { startSshd } from "../../src/servers/sshd.ts";

let server: Endpoint;
beforeAll(async () => void (server = await startSshd()));
afterAll(async () => void (await server.stop()));

/** A new key pair that the server lets in. */
async function knownKey(options: KeyOptions): Promise<KeyPair> {
  const key = await makeKey(await scratch(), options);
  await appendFile(server.account.authorizedKeys, `${key.publicLine}\n`);
  return key;
}

/** Logs in with nothing but what is given, and looks around. */
async function logIn(login: Partial<ConnectOptions>): Promise<void> {
  const { host, port, knownHosts, account } = server;
  const sftp = await connect({ host, port, knownHosts, username: account.username, ...login });
  try {
    expect((await sftp.stat(server.remoteFolder)).isDirectory()).toBe(true);
  } finally {
    await sftp.close();
  }
}

const passphrase = "open sesame";
const kinds: KeyOptions[] = [
  { type: "ed25519" },
  { type: "rsa" },
  { type: "ecdsa" },
  { type: "rsa", form: "PEM" },
  { type: "ecdsa", form: "PEM" },
  { type: "rsa", form: "PKCS8" },
  { type: "ecdsa", form: "PKCS8" },
];
const encrypted = kinds.map((kind) => ({ ...kind, passphrase }));

describe.each([...kinds, ...encrypted])("a key of ssh-keygen's: %j", (kind) => {
  it("logs in", async () => {
    const { file } = await knownKey(kind);
    await logIn({ identity: file, passphrase: kind.passphrase });
  });
});

it("keys may be given by their content, and their passphrase when it is asked for", async () => {
  const folder = await scratch();
  const stranger = await makeKey(folder, { type: "ecdsa", form: "PEM" });
  const { file } = await knownKey({ passphrase });
  const asked: string[] = [];
  await logIn({
    privateKey: [await readFile(stranger.file, "utf8"), await readFile(file)],
    passphrase(key) {
      asked.push(key);
      return asked.length < 2 ? "wrong" : passphrase;
    },
  });
  expect(asked).toEqual(["the key in privateKey[1]", "the key in privateKey[1]"]);
});

describe("a key that cannot be used", () => {
  const each: KeyOptions[] = [
    { type: "ed25519", passphrase },
    { type: "rsa", form: "PEM", passphrase },
    { type: "ecdsa", form: "PKCS8", passphrase },
  ];
  it.each(each)("fails for a wrong passphrase: %j", async (kind) => {
    const { file } = await knownKey(kind);
    await expect(logIn({ identity: file, passphrase: "wrong" })).rejects.toMatchObject({
      name: "SFTPError",
      code: "ERR_SFTP_AUTH",
      message: `${file} has another passphrase than the one that was given`,
    });
    await expect(logIn({ identity: file })).rejects.toMatchObject({
      code: "ERR_SFTP_AUTH",
      message: expect.stringContaining(`${file} is encrypted: give its passphrase`) as string,
    });
  });

  it("is one that ssh would not use either, because others can read it", async () => {
    const { file } = await knownKey({});
    await chmod(file, 0o644);
    await expect(logIn({ identity: file })).rejects.toThrow(/can be read by others .*chmod 600/);
  });
});

it("several keys are tried in their order, and what failed is said", async () => {
  const folder = await scratch();
  const strangers = [await makeKey(folder), await makeKey(folder, { type: "ecdsa" })];
  const { file } = await knownKey({ type: "rsa" });
  await logIn({ identity: [...strangers.map((key) => key.file), file] });

  const [first, second] = strangers.map((key) => key.file);
  await expect(logIn({ identity: [first!, second!], password: "no" })).rejects.toThrow(
    `was not let in: tried ${first}, ${second}; the server takes publickey`,
  );
});

it("a server that has had enough says so", async () => {
  const folder = await scratch();
  const many = await Promise.all([...Array(8).keys()].map((n) => makeKey(folder, { name: `key${n}` })));
  await expect(logIn({ identity: many.map(({ file }) => file) })).rejects.toMatchObject({
    code: "ERR_SFTP_AUTH",
    message: expect.stringMatching(/was not let in \(Too many authentication failures\): tried /) as string,
  });
});
