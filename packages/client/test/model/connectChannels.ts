import type { Duplex } from "node:stream";
import { channelPair } from "@sftp/testing";
import { onTestFinished } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import type { ClientOptions } from "../../src/session/clientContext.ts";
import { type ModelOptions, ModelServer } from "./modelServer.ts";

/** How the channels of a connection are granted. */
export interface Grants {
  /** How many further ones the client may have. Default: 3. */
  most?: number;
  /** How many of them the server grants. Default: all. */
  granted?: number;
  /** How much may be on its way on one. Default: 64 KiB. */
  window?: number;
}

/** A client that may open further channels, and the servers that it talks to on each, in the order of opening. */
export interface ConnectedChannels {
  readonly sftp: SFTPClient;
  readonly servers: ModelServer[];
  /** How many channels were asked for, beside the first. */
  readonly asked: () => number;
}

/**
 * Connects a client that may open further channels to model servers.
 *
 * @param models how the server behaves on each channel; the last one holds for all that come after
 */
export async function connectChannels(
  models: readonly ModelOptions[],
  options: ClientOptions = {},
  { most = 3, granted = most, window = 64 * 1024 }: Grants = {},
): Promise<ConnectedChannels> {
  const servers: ModelServer[] = [];
  let asked = 0;
  const open = (): Duplex => {
    const [ours, theirs] = channelPair();
    const server = new ModelServer(theirs, models[Math.min(servers.length, models.length - 1)]);
    servers.push(server);
    void server.run();
    return ours;
  };
  const sftp = await SFTPClient.start(
    {
      channel: open(),
      windowSize: window,
      further: {
        most,
        receiveWindow: window,
        // Less than two requests, so that no rounding decides whether it holds an upload back.
        sendWindow: window - 4096,
        async open() {
          if (++asked > granted) throw new Error("no more channels");
          return open();
        },
      },
    },
    options,
  );
  onTestFinished(() => sftp.close());
  return { sftp, servers, asked: () => asked };
}
