import type { Target } from "./target.ts";
import { attributes } from "./targets/attributes.ts";
import { framing } from "./targets/framing.ts";
import { longname } from "./targets/longname.ts";
import { replies } from "./targets/replies.ts";
import { requests } from "./targets/requests.ts";

/** Everything that takes bytes from a peer. */
export const targets: readonly Target[] = [framing, requests, replies, attributes, longname];

/** @throws RangeError that lists the names, for one that no target has. */
export function targetNamed(name: string): Target {
  const target = targets.find((candidate) => candidate.name === name);
  if (target) return target;
  throw new RangeError(
    `there is no target "${name}"; there are ${targets.map((known) => known.name).join(", ")}`,
  );
}
