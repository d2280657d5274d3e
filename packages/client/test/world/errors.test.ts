import { refusal, Status, type Switch } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { content, Stage } from "./stage.ts";
import { wayNames, ways } from "./ways.ts";

type Run = (sftp: SFTPClient) => Promise<unknown>;

/** Operations that are no transfers, on a server that has `/d/f`. */
const operations: Record<string, Run> = {
  stat: (sftp) => sftp.stat("/d/f"),
  lstat: (sftp) => sftp.lstat("/d/f"),
  exists: (sftp) => sftp.exists("/d/f"),
  normalize: (sftp) => sftp.normalize("/d"),
  chdir: (sftp) => sftp.chdir("/d"),
  listdir: (sftp) => sftp.listdir("/d"),
  listdirAttr: (sftp) => sftp.listdirAttr("/d"),
  walk: (sftp) => sftp.walk("/d").toArray(),
  mkdir: (sftp) => sftp.mkdir("/n"),
  "mkdir recursive": (sftp) => sftp.mkdir("/n/m", { recursive: true }),
  rmdir: async (sftp) => sftp.rmdir("/e"),
  remove: (sftp) => sftp.remove("/d/f"),
  rm: (sftp) => sftp.rm("/d/f"),
  "rm recursive": (sftp) => sftp.rm("/d", { recursive: true }),
  rename: (sftp) => sftp.rename("/d/f", "/d/g"),
  posixRename: (sftp) => sftp.posixRename("/d/f", "/d/g"),
  symlink: (sftp) => sftp.symlink("f", "/d/l"),
  readlink: (sftp) => sftp.readlink("/link"),
  chmod: (sftp) => sftp.chmod("/d/f", 0o600),
  chown: (sftp) => sftp.chown("/d/f", 1, 1),
  utime: (sftp) => sftp.utime("/d/f", [1, 1]),
  truncate: (sftp) => sftp.truncate("/d/f", 1),
  "open and read": async (sftp) => {
    await using file = await sftp.open("/d/f", "rb");
    await file.read();
  },
  "open and write": async (sftp) => {
    await using file = await sftp.open("/d/f", "w");
    await file.write(content);
  },
};

/** Refuses the request that comes as number `nth`. */
function refusingNth(nth: number): Switch {
  return () => {
    let count = 0;
    return (_, next) => (count++ === nth ? refusal(Status.PERMISSION_DENIED, "the test says no") : next());
  };
}

/** Runs with the request of this number refused; returns the requests that were sent, and what came of it. */
async function runRefusing(
  nth: number,
  set: (stage: Stage) => () => Promise<unknown>,
): Promise<{
  sent: string[];
  failure: (Error & { code?: string; request?: string; serverMessage?: string }) | undefined;
}> {
  const stage = new Stage([refusingNth(nth)], "taken");
  stage.server.tree.file("/d/f", content).directory("/e").symlink("/link", "d/f");
  const run = set(stage);
  await stage.connect();
  const failure = await run().then(
    () => undefined,
    (error: Error) => error,
  );
  const sent = stage.server.exchanges.map(({ request }) => request.name);
  await stage.end();
  return { sent, failure };
}

const cases: readonly (readonly [string, (stage: Stage) => () => Promise<unknown>])[] = [
  ...Object.entries(operations).map(
    ([name, run]) => [name, (stage: Stage) => () => run(stage.sftp)] as const,
  ),
  ...wayNames.map((name) => [name, (stage: Stage) => ways[name].set(stage)] as const),
];

describe("an error names the request that failed", () => {
  it.each(cases)("[C-24] %s, with each of its requests refused in turn", async (_, set) => {
    for (let nth = 0, length = 1; nth < length; nth++) {
      const { sent, failure } = await runRefusing(nth, set);
      length = Math.max(length, Math.min(sent.length, 60));
      if (failure === undefined || nth >= sent.length) continue;
      if (failure.code === "ERR_SFTP_MISMATCH") {
        // A size that was refused before is missing in a later comparison, which is what failed.
        expect(sent.slice(nth)).toContain(failure.request);
        continue;
      }
      expect(failure.serverMessage ?? failure.message, `request ${nth}, ${sent[nth]}`).toMatch(
        /the test says no/,
      );
      expect(failure.request, `request ${nth} of ${sent.join(" ")}`).toBe(sent[nth]);
    }
  });
});
