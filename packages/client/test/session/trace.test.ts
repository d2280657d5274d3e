import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it, onTestFinished } from "vitest";
import { connectModel } from "../model/connectModel.ts";
import { Tree } from "../model/tree.ts";

it("tells subscribers of every request and reply, in the words of the table", async () => {
  const lines: string[] = [];
  const sessions = new Set<object>();
  const listen = (message: unknown): void => {
    lines.push(String(message));
    sessions.add((message as { session: object }).session);
  };
  for (const name of ["sftp:client:request", "sftp:client:reply"]) {
    subscribe(name, listen);
    onTestFinished(() => void unsubscribe(name, listen));
  }
  const { sftp } = await connectModel({ tree: new Tree().file("/f", "hello") });
  await sftp.readFile("/f");
  expect(lines).toContain('open #0 path="/f" flags=1 attrs={}');
  expect(lines).toContain("read #1 handle=6830 offset=0 length=32768");
  expect(lines).toContain("data #1 5 bytes");
  expect(sessions.size).toBe(1);
});
