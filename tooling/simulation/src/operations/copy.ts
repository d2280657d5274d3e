import { type Actor, abortAfter, type Failure, failureOf } from "../world/actor.ts";
import { contentOf, difference } from "../world/content.ts";
import type { OperationPlan } from "../world/plan.ts";
import { movedPath } from "../server/quirks.ts";

type CopyPlan = Extract<OperationPlan, { kind: "copy" }>;

/** Where copies are made. */
export const COPIES = "/copies";

/** Puts the files there that a copy expects, before the world begins. */
export function prepareCopy({ size, taken }: CopyPlan, { name, store }: Actor): void {
  store.write(`${COPIES}/${name}`, contentOf(name, size));
  if (taken !== undefined) store.write(`${COPIES}/${name}-copy`, contentOf(`old ${name}`, taken));
}

/** Copies a file at the server, and checks C-9 and that the source stays. */
export async function copy(plan: CopyPlan, actor: Actor): Promise<Failure | undefined> {
  const { name, store, server } = actor;
  const [source, target] = [`${COPIES}/${name}`, `${COPIES}/${name}-copy`];
  const content = contentOf(name, plan.size);
  const failure = await failureOf(async () =>
    (await actor.connect()).copy(source, target, abortAfter(plan.abort)),
  );
  if (failure === undefined) {
    const copied = server.quirks.movedAtClose
      ? (store.read(movedPath(target)) ?? store.read(target))
      : store.read(target);
    const expected =
      server.quirks.statedSize === "less" && copied?.length !== plan.size
        ? content.subarray(0, plan.size >> 1)
        : content;
    const wrong = difference(copied, expected);
    if (wrong !== undefined) actor.report(`C-9: copy of ${name} succeeded, but the server has ${wrong}`);
  }
  actor.atEnd(() => {
    const wrong = difference(store.read(source), content);
    if (wrong !== undefined) actor.report(`C-17: copy of ${name} has changed its source: ${wrong}`);
  });
  return failure;
}
