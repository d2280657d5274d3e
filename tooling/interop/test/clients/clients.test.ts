import { chmod, lstat, mkdir, readFile, readlink, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repeats } from "@sftp/testing";
import { afterAll, beforeAll, describe, expect } from "vitest";

import { declareCase } from "../../src/cases.ts";
import {
  type Client,
  type ClientName,
  clients,
  type Operation,
  type Operations,
} from "../../src/clients/index.ts";
import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import type { Endpoint } from "../../src/servers/index.ts";
import { startSftpCli } from "../../src/servers/sftpCli.ts";
import { deviations } from "./deviations.ts";

/** What a case works with. */
interface Stage {
  readonly client: Operations;
  /** A folder of the case's own that is served, and how the client names it. */
  readonly served: string;
  readonly remote: string;
  /** A folder of the case's own beside the client. */
  readonly here: string;
}

/** A case, and the operations that a client must have for it. */
type Case = readonly [needs: readonly Operation[], run: (stage: Stage) => Promise<void>];

const cases: Record<string, Case> = {
  "uploads and downloads files of every size": [
    ["put", "get"],
    async ({ client, served, remote, here }) => {
      for (const size of [0, 1, 32_767, 32_768, 32_769, 5_000_003]) {
        await writeSampleFile(join(here, "sent"), size);
        await client.put(join(here, "sent"), `${remote}/kept`);
        await client.get(`${remote}/kept`, join(here, "received"));
        const expected = await sha256(join(here, "sent"));
        expect(await sha256(join(served, "kept"))).toBe(expected);
        expect(await sha256(join(here, "received"))).toBe(expected);
      }
    },
  ],
  "uploads and downloads 64 MiB": [
    ["put", "get"],
    async ({ client, served, remote, here }) => {
      await writeSampleFile(join(here, "sent"), 64 * 2 ** 20);
      await client.put(join(here, "sent"), `${remote}/kept`);
      const expected = await sha256(join(here, "sent"));
      expect(await sha256(join(served, "kept"))).toBe(expected);
      for (let left = repeats(1); left > 0; left--) {
        await client.get(`${remote}/kept`, join(here, "received"));
        expect(await sha256(join(here, "received"))).toBe(expected);
        await rm(join(here, "received"));
      }
    },
  ],
  "uploads a tree": [
    ["putTree"],
    async ({ client, served, remote, here }) => {
      await mkdir(join(here, "tree"));
      await writeSampleTree(join(here, "tree"));
      await client.putTree(join(here, "tree"), `${remote}/tree`);
      expect(await fingerprint(join(served, "tree"))).toEqual(await fingerprint(join(here, "tree")));
    },
  ],
  "downloads a tree": [
    ["getTree"],
    async ({ client, served, remote, here }) => {
      await mkdir(join(served, "tree"));
      await writeSampleTree(join(served, "tree"));
      await client.getTree(`${remote}/tree`, join(here, "tree"));
      expect(await fingerprint(join(here, "tree"))).toEqual(await fingerprint(join(served, "tree")));
    },
  ],
  "resumes an upload": [
    ["resumePut"],
    async ({ client, served, remote, here }) => {
      await writeSampleFile(join(here, "whole"), 300_000);
      const whole = await readFile(join(here, "whole"));
      await writeFile(join(served, "part"), whole.subarray(0, 123_456));
      await client.resumePut(join(here, "whole"), `${remote}/part`);
      expect(await sha256(join(served, "part"))).toBe(await sha256(join(here, "whole")));
    },
  ],
  "resumes a download": [
    ["resumeGet"],
    async ({ client, served, remote, here }) => {
      await writeSampleFile(join(served, "whole"), 300_000);
      const whole = await readFile(join(served, "whole"));
      await writeFile(join(here, "part"), whole.subarray(0, 123_456));
      await client.resumeGet(`${remote}/whole`, join(here, "part"));
      expect(await sha256(join(here, "part"))).toBe(await sha256(join(served, "whole")));
    },
  ],
  "makes a symbolic link": [
    ["symlink"],
    async ({ client, served, remote }) => {
      await writeFile(join(served, "target"), "content");
      await client.symlink("target", `${remote}/link`);
      expect(await readlink(join(served, "link"))).toBe("target");
    },
  ],
  "changes a mode": [
    ["chmod"],
    async ({ client, served, remote }) => {
      await writeFile(join(served, "file"), "content");
      await client.chmod(`${remote}/file`, "640");
      expect((await stat(join(served, "file"))).mode & 0o7777).toBe(0o640);
    },
  ],
  "uploads with mode and time": [
    ["putPreserving"],
    async ({ client, served, remote, here }) => {
      await writeFile(join(here, "file"), "content");
      await chmod(join(here, "file"), 0o604);
      await utimes(join(here, "file"), 1_500_000_000, 1_600_000_000);
      await client.putPreserving(join(here, "file"), `${remote}/file`);
      const { mode, mtimeMs } = await stat(join(served, "file"));
      expect([mode & 0o7777, mtimeMs]).toEqual([0o604, 1_600_000_000_000]);
    },
  ],
  "renames over a file that exists": [
    ["renameOver"],
    async ({ client, served, remote }) => {
      await writeFile(join(served, "new"), "new");
      await writeFile(join(served, "old"), "not so new");
      await client.renameOver(`${remote}/new`, `${remote}/old`);
      expect(await readFile(join(served, "old"), "utf8")).toBe("new");
      await expect(lstat(join(served, "new"))).rejects.toThrow("ENOENT");
    },
  ],
  "lists names in any alphabet": [
    ["list"],
    async ({ client, served, remote }) => {
      const names = [
        "plain",
        "with space",
        "日本語",
        "ümläut",
        "emoji 🎉",
        "back\\slash",
        "quote'd",
        '"double"',
        "*",
        "%41",
      ];
      for (const name of names) await writeFile(join(served, name), "");
      expect((await client.list(remote)).toSorted()).toEqual(names.toSorted());
    },
  ],
  "downloads a tree with names that are no UTF-8": [
    ["getTree"],
    async ({ client, served, remote, here }) => {
      await mkdir(join(served, "tree"));
      const name = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
      await writeFile(Buffer.concat([Buffer.from(`${served}/tree/`), name]), "latin-1");
      await client.getTree(`${remote}/tree`, join(here, "tree"));
      expect(await readFile(Buffer.concat([Buffer.from(`${here}/tree/`), name]), "utf8")).toBe("latin-1");
    },
  ],
};

const servers: Record<string, () => Promise<Endpoint>> = {
  "sftp-cli serve": () => startSftpCli(),
  "sftp-cli serve --atomic-uploads": () => startSftpCli(["--atomic-uploads"]),
};

const pairs = (Object.keys(clients) as ClientName[]).flatMap((name) =>
  Object.keys(servers).map((kind): [ClientName, string] => [name, kind]),
);

describe.each(pairs)("%s with %s", (name, kind) => {
  let server: Endpoint;
  let session: Awaited<ReturnType<Client["open"]>>;

  beforeAll(async () => {
    server = await servers[kind]!();
    session = await clients[name].open(server);
  });
  afterAll(async () => {
    await session.close?.();
    await server.stop();
  });

  for (const [index, [title, [needs, run]]] of Object.entries(cases).entries()) {
    if (needs.some((need) => clients[name].lacks.includes(need))) continue;
    declareCase(title, deviations[name]?.[title], async () => {
      const folder = `case-${index}`;
      await mkdir(join(server.folder, folder));
      // It can do what the case needs, or says that it cannot.
      const client = session as Operations;
      await run({ client, served: join(server.folder, folder), remote: `/${folder}`, here: await scratch() });
    });
  }
});
