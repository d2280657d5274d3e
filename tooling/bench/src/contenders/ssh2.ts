import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Client, FileEntryWithStats, SFTPWrapper, Stats, TransferOptions } from "ssh2";

import { GCM } from "./ciphers.ts";
import { connectSsh2 } from "./connectSsh2.ts";
import type { Connection, Library, Tally } from "./contender.ts";
import { inParallel } from "./inParallel.ts";

/** Files of a tree in work at once. */
const FILES = 16;

/** Reads on their way at once; more brought nothing. */
const READS = 64;

/** ssh2's own SFTP as it comes. */
export const ssh2: Library = {
  how: "library",
  name: "ssh2 (fastGet, fastPut)",
  cipher: GCM,
  can: ["get", "put", "getTree", "putTree", "list", "statEach", "statAll", "read"],
  open: async (endpoint) => connection(await connectSsh2(endpoint), {}),
};

/** Its file transfers with the settings that were the fastest here. */
export const ssh2Best: Library = {
  how: "library",
  name: "ssh2 (fastGet, fastPut), best setting",
  cipher: GCM,
  can: ["get", "put"],
  open: async (endpoint) =>
    connection(await connectSsh2(endpoint), { concurrency: 16, chunkSize: 255 * 1024 }),
};

async function connection(client: Client, options: TransferOptions): Promise<Connection> {
  const sftp = await promisify<SFTPWrapper>(client.sftp.bind(client))();
  const stat = promisify<string, Stats>(sftp.stat.bind(sftp));
  const list = promisify<string, FileEntryWithStats[]>(sftp.readdir.bind(sftp));
  const get = promisify<string, string, TransferOptions, void>(sftp.fastGet.bind(sftp));
  const put = promisify<string, string, TransferOptions, void>(sftp.fastPut.bind(sftp));
  const makeFolder = promisify<string, void>(sftp.mkdir.bind(sftp));

  const getTree = async (remote: string, local: string): Promise<void> => {
    await mkdir(local);
    const entries = await list(remote);
    await inParallel(FILES, entries, async ({ filename, attrs }) => {
      if (!attrs.isDirectory()) await get(`${remote}/${filename}`, join(local, filename), options);
    });
    for (const { filename, attrs } of entries) {
      if (attrs.isDirectory()) await getTree(`${remote}/${filename}`, join(local, filename));
    }
  };
  const putTree = async (local: string, remote: string): Promise<void> => {
    await makeFolder(remote);
    const entries = await readdir(local, { withFileTypes: true });
    await inParallel(FILES, entries, async (entry) => {
      if (!entry.isDirectory()) await put(join(local, entry.name), `${remote}/${entry.name}`, options);
    });
    for (const entry of entries) {
      if (entry.isDirectory()) await putTree(join(local, entry.name), `${remote}/${entry.name}`);
    }
  };
  return {
    get: (remote, local) => get(remote, local, options),
    put: (local, remote) => put(local, remote, options),
    getTree,
    putTree,
    list: async (remote) => tally((await list(remote)).map(({ attrs }) => attrs)),
    async statEach(paths) {
      const found = [];
      for (const path of paths) found.push(await stat(path));
      return tally(found);
    },
    statAll: async (paths) => tally(await Promise.all(paths.map((path) => stat(path)))),
    async read(remote, offsets, length, check) {
      const handle = await new Promise<Buffer>((resolve, reject) =>
        sftp.open(remote, "r", (error, opened) => (error ? reject(error) : resolve(opened))),
      );
      await inParallel(READS, [...offsets.entries()], async ([index, offset]) => {
        const buffer = Buffer.allocUnsafe(length);
        await new Promise<void>((resolve, reject) =>
          sftp.read(handle, buffer, 0, length, offset, (error) => (error ? reject(error) : resolve())),
        );
        check(index, buffer);
      });
      await promisify<Buffer, void>(sftp.close.bind(sftp))(handle);
    },
    close: () => client.end(),
  };
}

function tally(entries: readonly { size: number }[]): Tally {
  return { entries: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
}
