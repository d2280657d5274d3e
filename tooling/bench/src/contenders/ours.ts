import type { SFTPAttributes, SFTPClient } from "@sftp/client";

import type { Connection, Kind, Tally } from "./contender.ts";

/** What every transport of this client can do. */
export const everything: readonly Kind[] = [
  "get",
  "put",
  "getTree",
  "putTree",
  "list",
  "statEach",
  "statAll",
  "read",
];

/** This client, as its README shows it. */
export function ours(sftp: SFTPClient): Connection {
  return {
    get: (remote, local) => sftp.get(remote, local),
    put: (local, remote) => sftp.put(local, remote),
    getTree: (remote, local) => sftp.get(remote, local, { recursive: true }),
    putTree: (local, remote) => sftp.put(local, remote, { recursive: true }),
    async list(remote) {
      const entries = await sftp.listdirAttr(remote);
      return tally(entries);
    },
    async statEach(paths) {
      const found: SFTPAttributes[] = [];
      for (const path of paths) found.push(await sftp.stat(path));
      return tally(found);
    },
    async statAll(paths) {
      return tally(await Promise.all(paths.map((path) => sftp.stat(path))));
    },
    async read(remote, offsets, length, check) {
      const file = await sftp.open(remote, "rb");
      let index = 0;
      for await (const block of file.readv(offsets.map((offset) => [offset, length]))) check(index++, block);
      await file.close();
    },
    close: () => sftp.close(),
  };
}

function tally(entries: readonly SFTPAttributes[]): Tally {
  return { entries: entries.length, bytes: entries.reduce((sum, { size = 0 }) => sum + size, 0) };
}
