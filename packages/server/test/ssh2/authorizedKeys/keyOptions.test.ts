import { frame, string, u32 } from "@sftp/testing";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";

import { parseAuthorizedKeys } from "../../../src/ssh2/authorizedKeys/parseAuthorizedKeys.ts";
import { allOf, authorizedKeys, generateHostKey, passwords, serve } from "../../../src/ssh2/index.ts";
import { logIn, openPeer } from "../../support/connectSsh.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

const pair = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
const keyWith = (options: string) => parseAuthorizedKeys(`${options} ${pair.public}`, "ann")[0]!;

describe("from=", () => {
  it.each([
    ["192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.70", "::1"]],
    ["192.0.2.0/24", ["192.0.2.0", "192.0.2.255"], ["192.0.3.0", "192.0.1.255"]],
    ["0.0.0.0/0", ["1.2.3.4"], ["::1"]],
    ["::/0", ["::1", "fe80::1%eth0"], ["1.2.3.4"]],
    [
      "::ffff:192.0.2.1,::ffff:10.0.0.0/104",
      ["192.0.2.1", "::ffff:192.0.2.1", "10.9.9.9"],
      ["192.0.2.2", "11.0.0.1", "::1"],
    ],
    ["*,!::ffff:192.0.2.1", ["192.0.2.2", "::1"], ["192.0.2.1", "::ffff:192.0.2.1"]],
    ["2001:db8::/96,::/95", ["2001:db8::7"], ["192.0.2.1"]],
    ["2001:db8::/32", ["2001:db8:ffff::1", "2001:DB8::1"], ["2001:db9::"]],
    ["10.0.0.0/8,!10.0.0.1,192.0.2.?", ["10.0.0.2", "192.0.2.1"], ["10.0.0.1", "192.0.2.10"]],
    ["!10.0.0.1", [], ["10.0.0.1", "10.0.0.2"]],
    ["192.0.*", ["192.0.2.1"], ["192.1.0.1", "1192.0.2.1"]],
    ["*", ["192.0.2.1", "::1"], []],
    [" 192.0.2.1 , 192.0.2.2", ["192.0.2.1", "192.0.2.2"], []],
  ])("%s", (list, allowed, refused) => {
    const { allows } = keyWith(`from="${list}"`);
    for (const address of allowed) expect(allows(address), address).toBe(true);
    for (const address of [...refused, undefined]) expect(allows(address), String(address)).toBe(false);
  });

  it.each([
    "*.example.com",
    "host",
    "localhost",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0",
    "",
    "cafe",
    "!",
    "*.de",
    "1.2.3.4/-1",
  ])("refuses %j", (list) => {
    expect(() => keyWith(`from="${list}"`)).toThrow(/^authorized_keys of ann, line 1: option "from": /);
  });
});

describe("expiry-time=", () => {
  it.each([
    ["20380119", true],
    ["20380119031407Z", true],
    ["203801190314", true],
    ["19991231", false],
    ["19991231235959Z", false],
    ['20380101,expiry-time="20000101"', false],
  ])("%s", (time, allowed) => {
    const option = time.includes(",") ? `expiry-time="${time.replace(",", '",')}` : `expiry-time="${time}"`;
    expect(keyWith(option).allows("::1")).toBe(allowed);
  });

  it.each(["", "2038", "20380231", "20381301", "2038010124", "203801012460", "20380101T00", "never"])(
    "refuses %j",
    (time) =>
      expect(() => keyWith(`expiry-time="${time}"`)).toThrow(/option "expiry-time": .* is no time like/),
  );
});

describe("command=", () => {
  it.each([
    ["internal-sftp", {}],
    ["internal-sftp -R", { readOnly: true }],
    ["internal-sftp  -d /in/%u -u 027", { startDirectory: "/in/ann", umask: 0o27 }],
    ["internal-sftp -u0077 -din%%box -R", { startDirectory: "/in%box", umask: 0o77, readOnly: true }],
  ])("%s", (command, restrictions) => {
    expect(keyWith(`command="${command}"`).restrictions).toEqual(restrictions);
  });

  it.each([
    "/bin/echo",
    "internal-sftpx",
    "internal-sftp -x",
    "internal-sftp -RR",
    "internal-sftp -d",
    "internal-sftp -u 9",
    "internal-sftp -u 07777",
    "internal-sftp -d %h",
    "internal-sftp -l DEBUG",
    "internal-sftp /etc",
    "",
  ])("refuses %j", (command) => {
    expect(() => keyWith(`command="${command}"`)).toThrow(/option "command": /);
  });
});

it.each([
  ["from=10.0.0.1", /needs a value in quotes/],
  ["from", /needs a value in quotes/],
  ['from="::1",from="::2"', /there twice/],
  ['command="internal-sftp",command="internal-sftp"', /there twice/],
])("refuses %j", (options, message) => {
  expect(() => keyWith(options)).toThrow(message);
});

it("what the key restricts holds in its sessions, also after a further password", async () => {
  const backend = new TreeBackend();
  const keys = authorizedKeys({ ann: `command="internal-sftp -R -d /in/%u" ${pair.public}` });
  const listener = await serve({
    hostKeys: [generateHostKey()],
    authenticate: allOf(passwords({ ann: "secret" }), keys),
    backend,
  });
  for (const order of [
    ["publickey", "password"],
    ["password", "publickey"],
  ] as const) {
    const client = await logIn(listener, {
      password: "secret",
      privateKey: pair.private,
      authHandler: [...order],
    });
    const peer = await openPeer(client);
    peer.send(frame(16, u32(1), string(".")));
    expect(Buffer.from((await peer.next()).fields().rest()).toString("latin1")).toContain("/in/ann");
    peer.send(frame(14, u32(2), string("new"), u32(0)));
    await peer.expect(101, u32(3), string("Permission denied"), string(""));
    client.end();
  }
  await listener.close({ graceMs: 0 });
});

it("a key that is for elsewhere, or too old, does not let in, and another line with it may", async () => {
  const text = [`from="192.0.2.1" ${pair.public}`, `expiry-time="20000101" ${pair.public}`].join("\n");
  const attempt = {
    username: "ann",
    remoteAddress: "127.0.0.1",
    publicKey: {
      type: "ecdsa-sha2-nistp256",
      data: Buffer.from(pair.public.split(" ")[1]!, "base64"),
      fingerprint: "",
    },
  };
  expect(await authorizedKeys({ ann: text })(attempt)).toBe(false);
  const either = `${text}\nfrom="127.0.0.0/8",restrict ${pair.public}`;
  expect(await authorizedKeys({ ann: either })(attempt)).toEqual({ restrictions: undefined });
});
