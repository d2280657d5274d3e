import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { repeats } from "@sftp/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  FsBackend,
  type FsBackendOptions,
  MemoryBackend,
  OpenFlags,
  SFTPClient,
  SFTPServer,
} from "../src/index.ts";

/** Answers that the bystander waits for during one attack. */
const ANSWERS = repeats(4);
/** Requests that the attacker has in flight. */
const IN_FLIGHT = 64;
/**
 * Milliseconds of this process's CPU that an answer may take, usually: both clients' work and that of other threads counts
 * too. What an answer takes by the clock, with clients elsewhere, is a figure of the proving.
 */
const ALLOWED = 250;

/** Sends one expensive request; what comes of it does not matter. */
type Attack = (sftp: SFTPClient, n: number) => Promise<unknown>;

const MAX_PATH = 32_767;

/** A path of the greatest length that is served, made of this again and again. */
function longest(part: string, from = "/"): string {
  return (
    from +
    part.repeat(
      Math.min(
        Math.floor((MAX_PATH - from.length) / part.length),
        Math.floor(4_000 / part.split("/").length),
      ),
    )
  );
}

const attrs = {};
const paths: Record<string, string> = {
  "down and up again": longest("d/1/../../"),
  "up and down far from the root": longest("../1/", `/${"deep/".repeat(150)}`),
  "as deep as the tree goes": `/${"deep/".repeat(1_500)}`,
  "links to links": longest("l/", "/"),
  "nothing but dots": longest("./"),
  "names of full length": `/${`${"n".repeat(255)}/`.repeat(127)}`,
  "nothing but slashes": "/".repeat(4_000),
};

const attacks: Record<string, Attack> = {
  ...Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]): [string, Attack][] => [
      [`STAT, ${name}`, (sftp) => sftp.request("stat", { path })],
      [`REALPATH, ${name}`, (sftp) => sftp.request("realpath", { path })],
      [`RENAME, ${name}`, (sftp) => sftp.request("rename", { oldPath: path, newPath: `${path}x` })],
      [
        `OPEN to create, ${name}`,
        (sftp, n) =>
          sftp.request("open", {
            path: `${path}${n}`,
            flags: OpenFlags.WRITE | OpenFlags.CREAT | OpenFlags.TRUNC,
            attrs,
          }),
      ],
    ]),
  ),
  "check-file in the smallest blocks": (sftp) =>
    sftp.request("check-file-name", {
      path: "/large",
      algorithms: "sha512",
      offset: 0,
      length: 1_000_000,
      blockSize: 256,
    }),
  "md5-hash of a large file": (sftp) =>
    sftp.request("md5-hash", { path: "/large", offset: 0, length: 0, quickHash: new Uint8Array() }),
  "names for ids": (sftp, n) =>
    sftp.request("users-groups-by-id@openssh.com", {
      uids: Array.from({ length: 1_000 }, (_, id) => id + n * 1_000),
      gids: Array.from({ length: 1_000 }, (_, id) => id),
    }),
  listings: async (sftp) => {
    const { handle } = await sftp.request("opendir", { path: "/many" });
    try {
      for (;;) await sftp.request("readdir", { handle });
    } finally {
      await sftp.request("close", { handle });
    }
  },
  copies: (sftp, n) =>
    sftp.request("copy-file", { sourcePath: "/large", destinationPath: `/copy-${n % 4}`, overwrite: true }),
  "figures of the file system": (sftp) => sftp.request("statvfs@openssh.com", { path: "/" }),
};

async function connect(
  backend: FsBackend | MemoryBackend,
): Promise<{ client: SFTPClient; cut(): Promise<unknown> }> {
  const [near, far] = duplexPair();
  const { closed } = new SFTPServer(far, { backend });
  const cut = () => {
    near.destroy();
    far.destroy();
    return closed;
  };
  return { client: await SFTPClient.fromChannel(near), cut };
}

/** CPU time of this process in milliseconds. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const backends: [name: string, options: FsBackendOptions | undefined][] = [
  ["io: sync", { io: "sync" }],
  ["io: async", { io: "async" }],
  ["portable", { portable: true }],
  ["in memory", undefined],
];

describe.each(backends)(
  "[S-16] a bystander is served while another session attacks, %s",
  (_name, options) => {
    let root: string;
    let backend: FsBackend | MemoryBackend;

    beforeAll(async () => {
      root = mkdtempSync(join(tmpdir(), "sftp-starvation-"));
      backend = options ? new FsBackend({ root, ...options }) : new MemoryBackend();
      const { client, cut } = await connect(options ? new FsBackend({ root }) : backend);
      await client.fs.promises.mkdir("/deep".repeat(200), { recursive: true });
      await client.mkdir("/d");
      await client.mkdir("/d/1");
      await client.mkdir("/many");
      await client.fs.promises.writeFile("/large", Buffer.alloc(4_000_000, 7));
      for (let n = 0; n < 250; n++) await client.fs.promises.writeFile(`/many/${n}`, "");
      await client.symlink("/", "/l");
      cut();
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    // All of them at full size; otherwise all where they cost most, and some elsewhere.
    const tried = Object.keys(attacks).filter((_, n) => options?.io === "sync" || ANSWERS > 4 || n % 6 === 0);

    it.each(tried)("%s", { timeout: 60_000 }, async (name) => {
      const [attacker, bystander] = [await connect(backend), await connect(backend)];
      const attack = { over: false, sent: 0 };
      const attacking = Array.from({ length: IN_FLIGHT }, async () => {
        while (!attack.over) {
          // A refusal is an answer too; one that needs no answer of the server would never let it have its turn.
          await attacks[name]!(attacker.client, attack.sent++).catch(() => setImmediate());
        }
      });
      while (attack.sent < IN_FLIGHT) await setImmediate();
      const taken: number[] = [];
      for (let n = 0; n < ANSWERS; n++) {
        const before = cpu();
        await bystander.client.stat("/d");
        taken.push(cpu() - before);
      }
      attack.over = true;
      taken.sort((a, b) => a - b);
      expect(taken[taken.length >> 1]).toBeLessThan(ALLOWED);
      await bystander.client.close();
      await attacker.cut();
      await Promise.all(attacking);
    });
  },
);
