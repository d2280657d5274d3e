import { channelPair, frame, ScriptedPeer, string, u32, u64 } from "@sftp/testing";
import { expect, it } from "vitest";

import { SFTPServer } from "../src/sftpServer.ts";
import { smallBackend } from "./examples/smallBackend.ts";

it("serves a session", async () => {
  const [near, far] = channelPair();
  const files = new Map([["/motd", Buffer.from("hello")]]);
  const errors: unknown[] = [];
  const server = new SFTPServer(near, {
    backend: smallBackend(files),
    onError: (error) => errors.push(error),
  });
  const peer = new ScriptedPeer(far);
  await peer.greet();
  peer.send(frame(17, u32(1), string("motd")));
  await peer.expect(105, u32(5), u64(5), u32(0o100644));
  peer.end();
  expect(await server.closed).toEqual({});
  expect(errors).toEqual([]);
});
