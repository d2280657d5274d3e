import { connectAndKill } from "./proofs/connectAndKill.ts";
import { eventLoopLag } from "./proofs/eventLoopLag.ts";
import { flood } from "./proofs/flood.ts";
import { idleSessions } from "./proofs/idleSessions.ts";
import { ignoredWindow } from "./proofs/ignoredWindow.ts";
import { keyExchanges } from "./proofs/keyExchanges.ts";
import { loginTiming } from "./proofs/loginTiming.ts";
import { programs } from "./proofs/programs.ts";
import { rejectionRate } from "./proofs/rejectionRate.ts";
import { slowSink } from "./proofs/slowSink.ts";
import { unreadReplies } from "./proofs/unreadReplies.ts";
import { tests } from "./proofs/tests.ts";
import type { Proof } from "./proof.ts";

/** The families of invariants, in the order of reliability.md. */
const FAMILIES = "WCSBP";

/** Every proof there is. */
export const proofs: readonly Proof[] = [
  ...tests,
  ...programs,
  rejectionRate,
  slowSink,
  flood,
  ignoredWindow,
  connectAndKill,
  idleSessions,
  loginTiming,
  eventLoopLag,
  unreadReplies,
  keyExchanges,
].toSorted((one, other) => rank(one) - rank(other));

function rank({ id }: Proof): number {
  const [family = "", number = ""] = id.split("-");
  return FAMILIES.indexOf(family) * 100 + Number(number);
}
