import { splitKeyExchanges } from "@sftp/channel/ssh2";

/** The algorithms of a server, the preferred ones first, by the names that SSH gives them. */
export interface ServerAlgorithms {
  /**
   * Key exchanges. Default: `mlkem768x25519-sha256`, which is post-quantum, where Node.js has ML-KEM (24.7 and later), then
   * Curve25519 and ECDH, which cost a server the least.
   */
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

/** What ssh2 is told of the algorithms, and whether to offer the post-quantum key exchange beside them. */
export function algorithmsOf({ kex, cipher, mac }: ServerAlgorithms = {}): {
  /** By the names that ssh2 gives the kinds. */
  readonly ssh2: { [kind in "kex" | "cipher" | "hmac" | "compress"]?: readonly string[] };
  readonly postQuantum: boolean;
} {
  const { postQuantum, classic = KEY_EXCHANGES } = splitKeyExchanges(kex);
  if (classic.length === 0) {
    throw new TypeError(
      "algorithms.kex: a classic key exchange is required too, for example curve25519-sha256",
    );
  }
  const ssh2 = {
    kex: classic,
    ...(cipher && { cipher }),
    ...(mac && { hmac: mac }),
    // Compressed, a few bytes could ask for any amount of work.
    compress: ["none"],
  };
  return { ssh2, postQuantum };
}
