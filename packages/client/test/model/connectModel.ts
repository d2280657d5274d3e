import { channelPair, type Faults, faultyPair, turns } from "@sftp/testing";
import { expect, onTestFinished } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import type { ClientOptions } from "../../src/session/clientContext.ts";
import { type ModelOptions, ModelServer } from "./modelServer.ts";

/** A client and the model server that it talks to. */
export interface Connected {
  readonly sftp: SFTPClient;
  readonly server: ModelServer;
}

/** Connects a client to a model server; the client is closed when the test is over. */
export async function connectModel(
  model: ModelOptions = {},
  options: ClientOptions = {},
  faults?: Faults,
): Promise<Connected> {
  const [ours, theirs] = faults === undefined ? channelPair() : faultyPair(faults);
  const server = new ModelServer(theirs, model);
  void server.run();
  const sftp = await SFTPClient.fromChannel(ours, options);
  onTestFinished(() => sftp.close());
  return { sftp, server };
}

/** Every handle that was given out has been closed, exactly once. */
export async function expectBalancedBooks(server: ModelServer): Promise<void> {
  for (let turn = 0; turn < 50 && server.open.size > 0; turn++) await turns();
  expect([...server.open.values()].map(({ path }) => path)).toEqual([]);
  expect(server.wronglyClosed).toBe(0);
}
