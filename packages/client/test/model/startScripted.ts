import { channelPair, type Faults, faultyPair, ScriptedPeer } from "@sftp/testing";
import { onTestFinished } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import type { ClientOptions } from "../../src/session/clientContext.ts";

/** A client and the server that a test plays itself, VERSION already said. */
export async function startScripted(
  options: ClientOptions = {},
  extensions: readonly (readonly [name: string, data: string])[] = [],
  faults?: Faults,
): Promise<{ sftp: SFTPClient; peer: ScriptedPeer }> {
  const [ours, theirs] = faults === undefined ? channelPair() : faultyPair(faults);
  const peer = new ScriptedPeer(theirs);
  const [sftp] = await Promise.all([SFTPClient.fromChannel(ours, options), peer.welcome(...extensions)]);
  onTestFinished(async () => {
    peer.cut();
    await sftp.close();
  });
  return { sftp, peer };
}
