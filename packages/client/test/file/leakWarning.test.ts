import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { turns, until } from "@sftp/testing";
import { expect, it, onTestFinished } from "vitest";
import { connectModel, type Connected } from "../model/connectModel.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Opens a file and forgets it. */
async function lose({ sftp }: Connected, path: string, close: boolean): Promise<void> {
  const file = await sftp.open(path);
  if (close) await file.close();
}

it("[F46] a file that was lost without being closed warns, once, and sends nothing", async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.message);
  process.on("warning", onWarning);
  onTestFinished(() => void process.off("warning", onWarning));
  const connected = await connectModel({ tree: new Tree().file("/lost").file("/closed") });
  await lose(connected, "/lost", false);
  await lose(connected, "/closed", true);
  await until(() => {
    collectGarbage();
    return warnings.length > 0;
  }, "the warning");
  await turns(20);
  collectGarbage();
  await turns(20);
  expect(warnings).toEqual([expect.stringMatching(/remote file '\/lost' was never closed/)]);
  expect(connected.server.count(Packet.CLOSE)).toBe(1);
});
