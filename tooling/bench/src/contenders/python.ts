import { CTR, GCM } from "./ciphers.ts";
import type { Script } from "./contender.ts";

/** Debian's knows no AES-GCM. */
export const paramiko: Script = {
  how: "script",
  name: "paramiko (aes128-ctr)",
  cipher: CTR,
  can: ["get", "put", "list", "statEach", "read"],
  script: "with_paramiko.py",
};

export const asyncssh: Script = {
  how: "script",
  name: "asyncssh",
  cipher: GCM,
  can: ["get", "put", "getTree", "putTree", "list", "statEach", "statAll", "read"],
  script: "with_asyncssh.py",
};
