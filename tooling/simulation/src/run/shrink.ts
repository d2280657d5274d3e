import type { ClientPlan, OperationPlan, ServerPlan, WorldPlan } from "../world/plan.ts";

/** How many worlds a shrinker tries at most. */
const MOST = 400;

/** The row that a violation names, by which two of them count as the same. */
export function rowOf(violation: string): string {
  return violation.slice(0, violation.indexOf(":"));
}

/**
 * Makes a failing world as small as it gets while it still fails in the same way: whatever can be left out is left out,
 * numbers become smaller.
 *
 * @param failsAlike whether a world violates what the first one did
 */
export async function shrink(
  plan: WorldPlan,
  failsAlike: (plan: WorldPlan) => Promise<boolean>,
): Promise<WorldPlan> {
  let smallest = plan;
  let tried = 0;
  for (let found = true; found && tried < MOST;) {
    found = false;
    for (const candidate of smallerWorlds(smallest)) {
      if (++tried > MOST) break;
      if (!(await failsAlike(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

function* smallerWorlds(plan: WorldPlan): Generator<WorldPlan> {
  if (plan.clients.length > 1) for (const clients of without(plan.clients)) yield { ...plan, clients };
  for (const server of smallerServers(plan.server)) yield { ...plan, server };
  for (const [index, client] of plan.clients.entries()) {
    for (const smaller of smallerClients(client))
      yield { ...plan, clients: plan.clients.with(index, smaller) };
  }
}

function* smallerServers(plan: ServerPlan): Generator<ServerPlan> {
  yield* withoutEach(plan, ["crash"]);
  for (const faults of without(plan.faults)) yield { ...plan, faults };
  for (const quirks of withoutEach(plan.quirks, Object.keys(plan.quirks) as never[]))
    yield { ...plan, quirks };
  if (plan.delay > 0) yield { ...plan, delay: 0 };
  if (plan.storage !== "memory") yield { ...plan, storage: "memory" };
}

function* smallerClients(plan: ClientPlan): Generator<ClientPlan> {
  if (plan.operations.length > 1)
    for (const operations of without(plan.operations)) yield { ...plan, operations };
  yield* withoutEach(plan, ["crash", "ssh", "maxPacketSize"]);
  const { link } = plan;
  for (const faults of without(link.faults)) yield { ...plan, link: { ...link, faults } };
  for (const calmer of [{ jitter: 0 }, { latency: 0 }, { chunk: 65_536 }]) {
    const [key, value] = Object.entries(calmer)[0]!;
    if (link[key as keyof typeof link] !== value) yield { ...plan, link: { ...link, ...calmer } };
  }
  if (plan.concurrency > 1) yield { ...plan, concurrency: 1 };
  for (const [index, operation] of plan.operations.entries()) {
    for (const smaller of smallerOperations(operation)) {
      yield { ...plan, operations: plan.operations.with(index, smaller) };
    }
  }
}

function* smallerOperations(plan: OperationPlan): Generator<OperationPlan> {
  yield* withoutEach(plan, ["abort", "taken", "source"] as never[]);
  if ("choices" in plan) {
    for (const choices of withoutEach(plan.choices, Object.keys(plan.choices) as never[]))
      yield { ...plan, choices };
  }
  for (const key of ["size", "taken", "steps", "blocks"] as const) {
    const number = (plan as unknown as Record<string, unknown>)[key];
    if (typeof number === "number" && number > 1) yield { ...plan, [key]: number >> 1 };
  }
  if (plan.kind === "tree" && plan.files.length > 1)
    for (const files of without(plan.files)) yield { ...plan, files };
}

/** The list without one of its items, each in turn. */
function* without<T>(items: readonly T[]): Generator<T[]> {
  for (const index of items.keys()) yield items.filter((_, at) => at !== index);
}

/** The object without one of these fields, each in turn. */
function* withoutEach<T extends object>(object: T, keys: readonly (keyof T)[]): Generator<T> {
  for (const key of keys) {
    if (!(key in object)) continue;
    const { [key]: _, ...rest } = object;
    yield rest as T;
  }
}
