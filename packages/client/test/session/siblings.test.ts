import { channelPair, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { Session } from "../../src/session/session.ts";
import { Siblings } from "../../src/session/siblings.ts";
import { ModelServer } from "../model/modelServer.ts";

/** Siblings on model servers; channels are granted one by one when the test says so. */
function siblings(most = 2): {
  siblings: Siblings;
  servers: ModelServer[];
  grant: (count?: number) => Promise<void>;
  asked: () => number;
} {
  const servers: ModelServer[] = [];
  const waiting: (() => void)[] = [];
  let asked = 0;
  const made = new Siblings(
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
    (channel, options) => Session.open(channel, options),
  );
  const grant = async (count = most): Promise<void> => {
    for (const resolve of waiting.splice(0, count)) resolve();
    await turns(10);
  };
  return { siblings: made, servers, grant, asked: () => asked };
}

describe("further sessions", () => {
  it("are opened when they are first asked for, shared, and closed when nobody needs them", async () => {
    const { siblings: all, servers, grant, asked } = siblings();
    const first: Session[] = [];
    const second: Session[] = [];
    const giveBack = all.borrow((session) => first.push(session));
    await grant();
    expect(first).toHaveLength(2);
    const giveBackToo = all.borrow((session) => second.push(session));
    await turns(1);
    expect(second).toEqual(first);
    expect(asked()).toBe(2);
    giveBack();
    giveBack();
    await turns(10);
    expect(first.map(({ isOver }) => isOver)).toEqual([false, false]);
    giveBackToo();
    await Promise.all(servers.map(({ peer }) => peer.closed));
    expect(first.map(({ isOver }) => isOver)).toEqual([true, true]);
  });

  it("are opened again for who comes after that", async () => {
    const { siblings: all, grant, asked } = siblings();
    all.borrow(() => {})();
    const joined: Session[] = [];
    all.borrow((session) => joined.push(session));
    await grant(4);
    expect(asked()).toBe(4);
    expect(joined).toHaveLength(2);
    await all.close();
  });

  it("join as they come, and not after they were given back", async () => {
    const { siblings: all, grant } = siblings(3);
    const joined: Session[] = [];
    const giveBack = all.borrow((session) => joined.push(session));
    await grant(1);
    expect(joined).toHaveLength(1);
    giveBack();
    await grant(2);
    expect(joined).toHaveLength(1);
    expect(joined[0]!.isOver).toBe(true);
  });

  it("are closed whoever has them, and those on their way are given up", async () => {
    const { siblings: all, servers, grant } = siblings(3);
    const joined: Session[] = [];
    all.borrow((session) => joined.push(session));
    await grant(1);
    await all.close();
    await servers[0]!.peer.closed;
    expect(joined[0]!.isOver).toBe(true);
    await grant(2);
    expect(joined).toHaveLength(1);
  });
});
