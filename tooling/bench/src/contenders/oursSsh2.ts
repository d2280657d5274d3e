import { GCM } from "./ciphers.ts";
import { connectOurs } from "./connectOurs.ts";
import type { Library } from "./contender.ts";
import { everything, ours } from "./ours.ts";

export const oursSsh2: Library = {
  how: "library",
  name: "@sftp/client over ssh2",
  cipher: GCM,
  can: everything,
  open: async (endpoint) => ours(await connectOurs(endpoint)),
};
