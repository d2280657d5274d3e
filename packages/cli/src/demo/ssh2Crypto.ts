import { createRequire } from "node:module";

/** Which crypto the package ssh2 encrypts with, in words: it falls back without saying so. */
export function ssh2Crypto(): string {
  const { bindingAvailable } = createRequire(import.meta.url)("ssh2/lib/protocol/crypto.js") as {
    bindingAvailable: boolean;
  };
  return bindingAvailable
    ? "ssh2 encrypts with its native binding"
    : "ssh2 encrypts with Node's own crypto; its native binding, which is faster, was not built";
}
