import { buffer } from "node:stream/consumers";
import { channelPair, frame, string, turns, u32 } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import { startScripted } from "../model/startScripted.ts";
import { Packet, status, Status } from "../model/status.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass, and whatever is due then happen. */
async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await turns(3);
}

/** How a promise stands: settled with its value or error, or pending. */
async function state(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([
    promise.catch((error: NodeJS.ErrnoException) => error.code),
    turns().then(() => "pending"),
  ]);
}

describe("a silent server", () => {
  it("[C-2] [F-20] is given up after 30 seconds, or what the operation says", async () => {
    const { sftp, peer } = await startScripted();
    const usual = sftp.stat("/a");
    const quick = sftp.stat("/b", { timeout: 1_000 });
    const patient = sftp.stat("/c", { timeout: 0 });
    for (const promise of [usual, quick, patient]) promise.catch(() => {});
    await peer.next();
    await pass(999);
    expect(await state(quick)).toBe("pending");
    await pass(2);
    expect(await state(quick)).toBe("ETIMEDOUT");
    await pass(28_990);
    expect(await state(usual)).toBe("pending");
    await pass(20);
    expect(await state(usual)).toBe("ETIMEDOUT");
    await expect(usual).rejects.toThrow("ETIMEDOUT: the server has been silent for 30 seconds, stat '/a'");
    await pass(1_000_000);
    expect(await state(patient)).toBe("pending");
  });

  it("[C-2] whatever arrives begins the time of all anew", async () => {
    const { sftp, peer } = await startScripted({ timeout: 10_000 });
    const slow = sftp.stat("/slow");
    slow.catch(() => {});
    await peer.next();
    for (let i = 0; i < 5; i++) {
      await pass(8_000);
      const quick = sftp.stat("/quick").catch(() => "answered");
      peer.send(status((await peer.next()).id, Status.NO_SUCH_FILE));
      await quick;
      expect(await state(slow)).toBe("pending");
    }
    await pass(9_990);
    expect(await state(slow)).toBe("pending");
    await pass(20);
    expect(await state(slow)).toBe("ETIMEDOUT");
  });

  it("[C-2] parts of a packet are no silence", async () => {
    const { sftp, peer } = await startScripted({ timeout: 10_000 });
    const reading = sftp.readlink("/a");
    reading.catch(() => {});
    const { id } = await peer.next();
    const reply = frame(Packet.NAME, u32(id), u32(1), string("target"), string(""), u32(0));
    for (const part of [reply.subarray(0, 9), reply.subarray(9, 20)]) {
      await pass(9_000);
      peer.send(part);
      await turns(5);
    }
    await pass(9_000);
    peer.send(reply.subarray(20));
    expect(await reading).toBe("target");
  });

  it("an answer that comes too late is nobody's, and the session goes on", async () => {
    const { sftp, peer } = await startScripted({ timeout: 1_000 });
    const late = sftp.stat("/late");
    late.catch(() => {});
    const { id } = await peer.next();
    await pass(1_010);
    await expect(late).rejects.toMatchObject({ code: "ETIMEDOUT" });
    peer.send(status(id, Status.NO_SUCH_FILE));
    const next = sftp.stat("/next");
    peer.send(status((await peer.next()).id, Status.NO_SUCH_FILE));
    await expect(next).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("[C-6] a file whose OPEN was given up is closed when its handle comes", async () => {
    const { sftp, peer } = await startScripted({ timeout: 1_000 });
    const opening = sftp.open("/late");
    opening.catch(() => {});
    const { id } = await peer.next();
    await pass(1_010);
    await expect(opening).rejects.toMatchObject({ code: "ETIMEDOUT" });
    peer.send(frame(Packet.HANDLE, u32(id), string("late")));
    await peer.expect(Packet.CLOSE, string("late"));
  });

  it("what is known to be slow has no limit, unless one is set", async () => {
    const { sftp, peer } = await startScripted();
    const opening = sftp.open("/a", "w");
    peer.send(frame(Packet.HANDLE, u32((await peer.next()).id), string("h")));
    const file = await opening;
    const syncing = file.fsync();
    syncing.catch(() => {});
    const { id } = await peer.next();
    await pass(10_000_000);
    expect(await state(syncing)).toBe("pending");
    peer.send(status(id, Status.OK));
    await syncing;
    const limited = file.fsync({ timeout: 5_000 });
    limited.catch(() => {});
    await peer.next();
    await pass(5_010);
    expect(await state(limited)).toBe("ETIMEDOUT");
    const closing = file.close();
    peer.send(status((await peer.next()).id, Status.OK));
    await closing;
  });

  it("[C-2] that never says VERSION is given up too", async () => {
    const [ours] = channelPair();
    const opening = SFTPClient.fromChannel(ours);
    opening.catch(() => {});
    await pass(30_010);
    await expect(opening).rejects.toMatchObject({ code: "ETIMEDOUT", operation: "connect" });
    expect(ours.destroyed).toBe(true);
  });

  it("[C-2] [C4] does not keep close from ending within 5 seconds", async () => {
    const { sftp, peer } = await startScripted();
    peer.stall();
    const statting = sftp.stat("/a");
    statting.catch(() => {});
    const closing = sftp.close();
    expect(await state(statting)).toBe("ERR_SFTP_CLOSED");
    await pass(4_999);
    expect(await state(closing)).toBeUndefined();
  });
});

describe("the limits of a session", () => {
  it("[F-20] are set and told in seconds, null being none", async () => {
    const { sftp, peer } = await startScripted();
    expect(sftp.gettimeout()).toBe(30);
    sftp.settimeout(1.5);
    expect(sftp.gettimeout()).toBe(1.5);
    const statting = sftp.stat("/a");
    statting.catch(() => {});
    await peer.next();
    await pass(1_510);
    expect(await state(statting)).toBe("ETIMEDOUT");
    sftp.setblocking(true);
    expect(sftp.gettimeout()).toBeNull();
    for (const wrong of [0, -1, Number.NaN]) expect(() => sftp.settimeout(wrong)).toThrow(RangeError);
    expect(() => sftp.setblocking(false)).toThrow(RangeError);
    expect(sftp.gettimeout()).toBeNull();
  });

  it("time in which this process was busy is not the server's silence", async () => {
    const { sftp, peer } = await startScripted({ timeout: 1_000 });
    const statting = sftp.stat("/a");
    const { id } = await peer.next();
    // The answer is on its way while the clock jumps, as it does when the event loop is blocked.
    peer.send(status(id, Status.NO_SUCH_FILE));
    vi.advanceTimersByTime(60_000);
    await expect(statting).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("the limit of an operation", () => {
  const operations: [string, (sftp: SFTPClient) => Promise<unknown>][] = [
    ["readFile", (sftp) => sftp.readFile("/f", { timeout: 700 })],
    ["writeFile", (sftp) => sftp.writeFile("/f", "x", { timeout: 700 })],
    ["get", (sftp) => sftp.get("/f", "/dev/null", { timeout: 700 })],
    ["putfo", (sftp) => sftp.putfo(["x"], "/f", { timeout: 700 })],
    ["a stream", (sftp) => buffer(sftp.createReadStream("/f", { timeout: 700 }))],
  ];
  it.each(operations)("[F-20] holds for all that it does: %s", async (_, operate) => {
    const { sftp, peer } = await startScripted();
    const operation = operate(sftp);
    operation.catch(() => {});
    let request = await peer.next();
    if (request.type === Packet.LSTAT) request = await peer.next();
    await pass(600);
    peer.send(frame(Packet.HANDLE, u32(request.id), string("h")));
    await turns(10);
    await pass(600);
    expect(await state(operation)).toBe("pending");
    await pass(200);
    // What is left behind is cleaned up in bounded time too.
    for (let i = 0; i < 3; i++) await pass(2_000);
    expect(await state(operation)).toBe("ETIMEDOUT");
  });
});
