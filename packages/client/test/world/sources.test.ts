import { getEventListeners } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { turns } from "@sftp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { content, Stage } from "./stage.ts";

const missing = "/nowhere/at/all";

async function staged(): Promise<Stage> {
  const stage = new Stage([], "taken");
  stage.remoteTarget();
  await stage.connect();
  onTestFinished(() => stage.end());
  return stage;
}

async function* failingAtOnce(): AsyncGenerator<Buffer> {
  if (content.length > 0) throw new Error("no data today");
  yield content;
}

/** Sources that fail before their first byte, each with what the upload is to reject with. */
const failing: readonly (readonly [string, (stage: Stage) => Promise<unknown>, object])[] = [
  [
    "a stream of a file that is missing",
    ({ sftp }) => sftp.putfo(createReadStream(missing), "/d/f"),
    { code: "ENOENT" },
  ],
  [
    "such a stream, with atomic",
    ({ sftp }) => sftp.putfo(createReadStream(missing), "/d/f", { atomic: true }),
    { code: "ENOENT" },
  ],
  [
    "such a stream, by an aborted upload",
    ({ sftp }) => sftp.putfo(createReadStream(missing), "/d/f", { signal: AbortSignal.abort() }),
    { code: "ABORT_ERR" },
  ],
  [
    "such a stream, by a closed client",
    async ({ sftp }) => {
      await sftp.close();
      await sftp.putfo(createReadStream(missing), "/d/f");
    },
    { code: /ENOENT|ERR_SFTP_CLOSED/ },
  ],
  [
    "such a stream, by a pipeline",
    ({ sftp }) => pipeline(createReadStream(missing), sftp.createWriteStream("/d/f")),
    { code: "ENOENT" },
  ],
  [
    "such a stream, by a pipe of Web streams",
    ({ sftp }) => Readable.toWeb(createReadStream(missing)).pipeTo(sftp.writable("/d/f")),
    { code: "ENOENT" },
  ],
  [
    "a generator that throws",
    ({ sftp }) => sftp.putfo(failingAtOnce(), "/d/f"),
    { message: "no data today" },
  ],
  ["a local file that is missing", ({ sftp }) => sftp.put(missing, "/d/f"), { code: "ENOENT" }],
  ["a local directory", ({ sftp, local }) => sftp.put(local, "/d/f"), { code: "EISDIR" }],
  ["a remote file that is missing", ({ sftp }) => sftp.copy("/d/none", "/d/f"), { code: "ENOENT" }],
  [
    "a remote file that is missing, with atomic",
    ({ sftp }) => sftp.copy("/d/none", "/d/f", { atomic: true }),
    { code: "ENOENT" },
  ],
];

describe("an upload whose source fails before its first byte", () => {
  it.each(failing)("[C-17] rejects and changes nothing: %s", async (_, upload, error) => {
    const stage = await staged();
    expect(existsSync(missing)).toBe(false);
    const failure: unknown = await upload(stage).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const [name, wanted] = Object.entries(error)[0]!;
    expect((failure as Record<string, unknown>)[name]).toMatch(wanted);
    expect(failure).not.toHaveProperty("leftover");
    const { server } = stage;
    expect(stage.before.get("/d/f")!.equals(server.tree.nodes.get("/d/f")!.data)).toBe(true);
    expect([...server.tree.nodes.keys()].filter((path) => path.startsWith("/d/"))).toEqual(["/d/f"]);
    const changed = server.exchanges.filter(
      ({ request }) =>
        /^(setstat|fsetstat|write|remove|rename)$/.test(request.name) || (request.flags & 0x3e) !== 0,
    );
    expect(changed).toEqual([]);
  });

  it("destroys a stream that it does not read to the end", async () => {
    const { sftp, local, localSource } = await staged().then((stage) =>
      Object.assign(stage, { localSource: stage.localSource.bind(stage) }),
    );
    const source = createReadStream(localSource());
    expect(local).not.toBe("");
    await expect(sftp.putfo(source, "/d", {})).rejects.toThrow();
    expect(source.destroyed).toBe(true);
  });
});

async function* failingLater(): AsyncGenerator<Buffer> {
  yield content.subarray(0, 1_000);
  // Until all that was given is acknowledged.
  await turns(50);
  throw new Error("no more data");
}

describe("a signal that many uploads share", () => {
  const uploads: Record<string, (stage: Stage, signal: AbortSignal) => Promise<unknown>> = {
    putfo: ({ sftp }, signal) => sftp.putfo(failingLater(), "/d/f", { signal }),
    "putfo, atomic": ({ sftp }, signal) => sftp.putfo(failingLater(), "/d/f", { signal, atomic: true }),
    put: ({ sftp }, signal) => sftp.put(failingLater(), "/d/f", { signal }),
    writeFile: ({ sftp }, signal) => sftp.writeFile("/d/f", failingLater(), { signal }),
    createWriteStream: ({ sftp }, signal) =>
      pipeline(failingLater, sftp.createWriteStream("/d/f", { signal })),
  };

  it.each(Object.entries(uploads))("keeps nothing of one whose source fails late: %s", async (_, upload) => {
    const stage = await staged();
    const { signal } = new AbortController();
    await expect(upload(stage, signal)).rejects.toThrow("no more data");
    // Node lets go of it when the stream has told that it is closed.
    await turns(20);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
