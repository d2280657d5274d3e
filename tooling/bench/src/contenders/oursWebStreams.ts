import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { GCM } from "./ciphers.ts";
import { connectOurs } from "./connectOurs.ts";
import type { Library } from "./contender.ts";

const LOCAL = { highWaterMark: 256 * 1024 };

export const oursWebStreams: Library = {
  how: "library",
  name: "@sftp/client over ssh2, Web streams",
  cipher: GCM,
  can: ["get", "put"],
  async open(endpoint) {
    const sftp = await connectOurs(endpoint);
    return {
      get: (remote, local) => pipeline(sftp.readable(remote), createWriteStream(local, LOCAL)),
      put: (local, remote) =>
        (Readable.toWeb(createReadStream(local, LOCAL)) as ReadableStream<Uint8Array>).pipeTo(
          sftp.writable(remote),
        ),
      close: () => sftp.close(),
    };
  },
};
