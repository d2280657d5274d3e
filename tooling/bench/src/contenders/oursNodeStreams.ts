import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

import { GCM } from "./ciphers.ts";
import { connectOurs } from "./connectOurs.ts";
import type { Library } from "./contender.ts";

const LOCAL = { highWaterMark: 256 * 1024 };

export const oursNodeStreams: Library = {
  how: "library",
  name: "@sftp/client over ssh2, Node streams",
  cipher: GCM,
  can: ["get", "put"],
  async open(endpoint) {
    const sftp = await connectOurs(endpoint);
    return {
      get: (remote, local) => pipeline(sftp.createReadStream(remote), createWriteStream(local, LOCAL)),
      put: (local, remote) => pipeline(createReadStream(local, LOCAL), sftp.createWriteStream(remote)),
      close: () => sftp.close(),
    };
  },
};
