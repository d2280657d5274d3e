import { GCM } from "./ciphers.ts";
import { connectOurs } from "./connectOurs.ts";
import type { Library } from "./contender.ts";

/** Uploads under a temporary name, which may use several channels. */
export const oursAtomic: Library = {
  how: "library",
  name: "@sftp/client over ssh2, atomic",
  cipher: GCM,
  can: ["put"],
  async open(endpoint) {
    const sftp = await connectOurs(endpoint);
    return {
      put: (local, remote) => sftp.put(local, remote, { atomic: true }),
      close: () => sftp.close(),
    };
  },
};
