import { rate, rejections } from "@sftp/bench";

import type { Proof } from "../proof.ts";

export const rejectionRate: Proof = {
  id: "W-10",
  claim: "packets that are broken are refused without stack traces, so that many can be in a second",
  elsewhere: "see tooling/bench/codec.md",
  unit: "seconds",
  full: 12,
  async run(seconds) {
    const kinds = Object.values(rejections);
    const rates: number[] = [];
    for (const refuse of kinds) rates.push(await rate(refuse, { time: (seconds * 1000) / kinds.length }));
    return [{ what: "a second, of the slowest kind", value: Math.min(...rates), unit: "", atLeast: 200_000 }];
  },
};
