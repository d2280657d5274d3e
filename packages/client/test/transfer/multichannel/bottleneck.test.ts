import { describe, expect, it } from "vitest";
import { Bottleneck } from "../../../src/transfer/multichannel/stripes.ts";

const WINDOW = 2_000_000;

/** Requests that are answered after one round trip, as many bytes in each as given; the first verdicts, in order. */
function verdicts(roundTrip: number, bytesInRoundTrip: number, roundTrips: number): boolean[] {
  const bottleneck = new Bottleneck(WINDOW);
  const found: boolean[] = [];
  const requests = 10;
  for (let turn = 0; turn < roundTrips; turn++) {
    for (let request = 0; request < requests; request++) {
      const sent = (turn + request / requests) * roundTrip;
      found.push(bottleneck.answered(bytesInRoundTrip / requests, sent, sent + roundTrip));
    }
  }
  return found;
}

describe("what holds a transfer back", () => {
  it("is the window where one of it comes back in each round trip, which shows after a few of them", () => {
    const found = verdicts(100, WINDOW, 8);
    expect(found).toContain(true);
    expect(found.indexOf(true)).toBeGreaterThanOrEqual(20);
  });

  it("is not the window of a server that is near, however fast it is", () => {
    expect(verdicts(1, WINDOW / 10, 1_000)).not.toContain(true);
  });

  it("is not the window where the line is slow", () => {
    expect(verdicts(100, WINDOW / 3, 20)).not.toContain(true);
  });

  it("does not count that requests wait for each other", () => {
    const bottleneck = new Bottleneck(WINDOW);
    expect(bottleneck.answered(1_000, 0, 1)).toBe(false);
    const found = Array.from({ length: 50 }, (_, turn) =>
      bottleneck.answered(WINDOW, turn * 100, turn * 100 + 100),
    );
    expect(found).not.toContain(true);
  });
});
