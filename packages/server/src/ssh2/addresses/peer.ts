/** The client of a connection: where it connected from, which behind a proxy is not the other end of the socket. */
export interface Peer {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}
