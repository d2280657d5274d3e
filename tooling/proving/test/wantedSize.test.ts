import { expect, it } from "vitest";

import { wantedSize } from "../src/wantedSize.ts";

const counted = { id: "S-8", claim: "", unit: "cycles", full: 10_000, run: async () => [] };
const timed = { ...counted, id: "S-12", unit: "seconds", full: 86_400 };

it("is the goal's, or what the options say", () => {
  expect(wantedSize(counted, {})).toBe(10_000);
  expect(wantedSize(counted, { count: "50" })).toBe(50);
  expect(wantedSize(timed, { seconds: "90" })).toBe(90);
  expect(wantedSize(timed, { hours: "0.5" })).toBe(1800);
});

it("refuses options that do not fit", () => {
  expect(() => wantedSize(counted, { seconds: "1" })).toThrow("S-8 is measured in cycles: say --count");
  expect(() => wantedSize(timed, { count: "1" })).toThrow("say --seconds or --hours");
  expect(() => wantedSize(timed, { seconds: "1", hours: "1" })).toThrow("say one of");
  expect(() => wantedSize(counted, { count: "many" })).toThrow(
    '--count must be a number above 0, but is "many"',
  );
});
