import { frame, openDescriptors, Random, string, turns, u32, until } from "@sftp/testing";
import { expect, it } from "vitest";

import { generateHostKey, passwords, serve } from "../../src/ssh2/index.ts";
import { knock, logIn, openPeer } from "../support/connectSsh.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const CYCLES = 200;

it("[S-8] clients that are killed, while they log in or with files open, leave nothing behind", async () => {
  const backend = new TreeBackend();
  backend.put("/file", "content");
  const listener = await serve({
    hostKeys: [generateHostKey()],
    authenticate: passwords({ ann: "secret" }),
    backend,
  });
  const random = new Random(8);
  const before = openDescriptors().length;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const socket = await knock(listener);
    const login = logIn(listener, { password: "secret", sock: socket });
    if (cycle % 4 > 0) {
      await Promise.race([login.catch(() => {}), turns(random.below(40))]);
    } else {
      const peer = await openPeer(await login);
      peer.send(frame(3, u32(0), string("/file"), u32(1), u32(0)), frame(11, u32(1), string("/")));
      await peer.next();
    }
    login.catch(() => {});
    socket.resetAndDestroy();
  }
  await until(() => listener.connections === 0 && backend.openFiles === 0);
  const count = (line: string) => backend.log.filter((entry) => entry === line).length;
  await until(() => count("sessionStarted") === count("sessionEnded"));
  expect(count("sessionEnded")).toBeGreaterThanOrEqual(CYCLES / 4);
  expect(openDescriptors().length).toBeLessThanOrEqual(before);
  await listener.close();
});
