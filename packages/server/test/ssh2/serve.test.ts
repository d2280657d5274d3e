import { SSHDuplex } from "@sftp/channel/ssh2";
import { frame, ScriptedPeer, string, u32, u64 } from "@sftp/testing";
import ssh2 from "ssh2";
import { expect, it } from "vitest";

import { generateHostKey, passwords, serve } from "../../src/ssh2/index.ts";
import { smallBackend } from "../examples/smallBackend.ts";

it("serves a session after a login with a password", async () => {
  const listener = await serve({
    hostKeys: [generateHostKey()],
    authenticate: passwords({ alice: "secret" }),
    backend: smallBackend(new Map([["/motd", Buffer.from("hello")]])),
  });
  const client = new ssh2.Client();
  const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
    client.on("error", reject).on("ready", () => {
      client.subsys("sftp", (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    client.connect({ host: listener.host, port: listener.port, username: "alice", password: "secret" });
  });
  const peer = new ScriptedPeer(new SSHDuplex(channel, client));
  await peer.greet();
  peer.send(frame(17, u32(1), string("motd")));
  await peer.expect(105, u32(5), u64(5), u32(0o100644));
  const exit = new Promise((resolve) => channel.on("exit", resolve));
  peer.end();
  expect(await exit).toBe(0);
  client.end();
  await listener.close();
  expect(listener.connections).toBe(0);
});
