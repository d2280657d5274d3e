import { channelPair, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { ChannelPool } from "../../src/session/channelPool.ts";
import { ClientContext } from "../../src/session/clientContext.ts";
import { Session } from "../../src/session/session.ts";

import { ModelServer } from "../model/modelServer.ts";

/** A pool of channels to model servers; channels are granted one by one when the test says so. */
function channelPool(most = 2): {
  pool: ChannelPool<ClientContext>;
  servers: ModelServer[];
  grant: (count?: number) => Promise<void>;
  asked: () => number;
} {
  const servers: ModelServer[] = [];
  const waiting: (() => void)[] = [];
  let asked = 0;
  const made = new ChannelPool(
    {
      most,
      receiveWindow: 1,
      sendWindow: 1,
      async open({ signal }) {
        asked++;
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          signal!.addEventListener("abort", () => reject(signal!.reason as Error));
        });
        const [ours, theirs] = channelPair();
        const server = new ModelServer(theirs);
        servers.push(server);
        void server.run();
        return ours;
      },
    },
    async (channel, options) => new ClientContext(await Session.open(channel, options), {}),
  );
  const grant = async (count = most): Promise<void> => {
    for (const resolve of waiting.splice(0, count)) resolve();
    await turns(10);
  };
  return { pool: made, servers, grant, asked: () => asked };
}

describe("further sessions", () => {
  it("are opened when they are first asked for, shared, and closed when nobody needs them", async () => {
    const { pool: all, servers, grant, asked } = channelPool();
    const first: ClientContext[] = [];
    const second: ClientContext[] = [];
    const release = all.acquire((context) => first.push(context));
    await grant();
    expect(first).toHaveLength(2);
    const releaseToo = all.acquire((context) => second.push(context));
    await turns(1);
    expect(second).toEqual(first);
    expect(asked()).toBe(2);
    release();
    release();
    await turns(10);
    expect(first.map(({ session }) => session.isOver)).toEqual([false, false]);
    releaseToo();
    await Promise.all(servers.map(({ peer }) => peer.closed));
    expect(first.map(({ session }) => session.isOver)).toEqual([true, true]);
  });

  it("are opened again for who comes after that", async () => {
    const { pool: all, grant, asked } = channelPool();
    all.acquire(() => {})();
    const joined: ClientContext[] = [];
    all.acquire((context) => joined.push(context));
    await grant(4);
    expect(asked()).toBe(4);
    expect(joined).toHaveLength(2);
    await all.close();
  });

  it("join as they come, and not after they were given back", async () => {
    const { pool: all, grant } = channelPool(3);
    const joined: ClientContext[] = [];
    const release = all.acquire((context) => joined.push(context));
    await grant(1);
    expect(joined).toHaveLength(1);
    release();
    await grant(2);
    expect(joined).toHaveLength(1);
    expect(joined[0]!.session.isOver).toBe(true);
  });

  it("are closed whoever has them, and those on their way are given up", async () => {
    const { pool: all, servers, grant } = channelPool(3);
    const joined: ClientContext[] = [];
    all.acquire((context) => joined.push(context));
    await grant(1);
    await all.close();
    await servers[0]!.peer.closed;
    expect(joined[0]!.session.isOver).toBe(true);
    await grant(2);
    expect(joined).toHaveLength(1);
  });
});
