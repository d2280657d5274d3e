import { createRequire } from "node:module";

import { encodeVersion, INIT, VERSION } from "@sftp/wire";

/** ssh2's own SFTP class, which is codec and session in one, as far as it is called here. */
export type SSH2Session = Record<string, (...args: unknown[]) => void> & {
  /** Requests without a reply yet, by id. */
  _requests: Record<number, unknown>;
};

const { SFTP } = createRequire(import.meta.url)("ssh2/lib/protocol/SFTP.js") as {
  SFTP: new (client: unknown, channel: unknown, config: { server: boolean }) => SSH2Session;
};

/** A callback or listener that does nothing. */
export function nobody(): void {}

/** A session past its beginning, on a channel that takes everything and leads nowhere. */
export function ssh2Session(side: "client" | "server"): SSH2Session {
  const outgoing = { id: 0, state: "open", window: Infinity, packetSize: Infinity };
  const protocol = { _remoteIdentRaw: "SSH-2.0-OpenSSH_9.9", channelData: nobody, channelClose: nobody };
  const server = side === "server";
  const session = new SFTP({ _protocol: protocol }, { type: "sftp", incoming: {}, outgoing }, { server });
  const beginning = encodeVersion(server ? INIT : VERSION, { version: 3, extensions: new Map() });
  session["push"]!(Buffer.from(beginning));
  return session;
}
