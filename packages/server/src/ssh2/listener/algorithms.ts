/** The algorithms of a server, the preferred ones first, by the names that SSH gives them. */
export interface ServerAlgorithms {
  /** Key exchanges. Default: Curve25519 and ECDH, which cost a server the least. */
  readonly kex?: readonly string[] | undefined;
  /** Ciphers. Default: what ssh2 offers. */
  readonly cipher?: readonly string[] | undefined;
  /** Integrity checks, for ciphers that have none of their own. Default: what ssh2 offers. */
  readonly mac?: readonly string[] | undefined;
}

const KEY_EXCHANGES = [
  "curve25519-sha256",
  "curve25519-sha256@libssh.org",
  "ecdh-sha2-nistp256",
  "ecdh-sha2-nistp384",
  "ecdh-sha2-nistp521",
];

/** The algorithms in the form that ssh2 takes: lists of names, by ssh2's own keys. */
export function algorithmsOf({ kex = KEY_EXCHANGES, cipher, mac }: ServerAlgorithms = {}): {
  [kind in "kex" | "cipher" | "hmac" | "compress"]?: readonly string[];
} {
  return {
    kex,
    ...(cipher && { cipher }),
    ...(mac && { hmac: mac }),
    // Compressed, a few bytes could ask for any amount of work.
    compress: ["none"],
  };
}
