import fs from "node:fs";
import { join } from "node:path";
import { type Actor, abortAfter, type Failure, failureOf } from "../world/actor.ts";
import { contentOf, difference } from "../world/content.ts";
import type { OperationPlan } from "../world/plan.ts";
import { movedPath } from "../server/quirks.ts";

type TreePlan = Extract<OperationPlan, { kind: "tree" }>;

/** Where trees are at the server. */
export const TREES = "/trees";

/** Puts the tree there that is to be copied, before the world begins. */
export function prepareTree({ way, files }: TreePlan, { name, store, local }: Actor): void {
  for (const [file, size] of named(files)) {
    const content = contentOf(`${name}/${file}`, size);
    if (way === "get") {
      store.makeDirectory(`${TREES}/${name}/sub`);
      store.write(`${TREES}/${name}/${file}`, content);
    } else {
      fs.mkdirSync(join(local, name, "sub"), { recursive: true });
      fs.writeFileSync(join(local, name, file), content);
    }
  }
}

/** Copies a whole tree, and checks each of its files (C-7, C-9, C-19). */
export async function tree(plan: TreePlan, actor: Actor): Promise<Failure | undefined> {
  const { name, store, server } = actor;
  const [here, there] = [join(actor.local, name), `${TREES}/${name}`];
  let failed: readonly { readonly path: string }[] = [];
  const failure = await failureOf(async () => {
    const sftp = await actor.connect();
    const options = abortAfter(plan.abort);
    const report = await (plan.way === "put"
      ? sftp.put(here, there, { recursive: true, ...options })
      : plan.way === "get"
        ? sftp.get(there, here, { recursive: true, ...options })
        : sftp.sync({ local: here }, { remote: there }, options));
    ({ failed } = report);
  });
  if (failure !== undefined) return failure;
  for (const [file, size] of named(plan.files)) {
    if (failed.some(({ path }) => path === file)) continue;
    const path = `${there}/${file}`;
    const expected = contentOf(`${name}/${file}`, size);
    const actual =
      plan.way === "get"
        ? readLocal(join(here, file))
        : server.quirks.movedAtClose
          ? (store.read(movedPath(path)) ?? store.read(path))
          : store.read(path);
    const wrong = difference(actual, expected);
    if (wrong === undefined || isBelieved(server.quirks.statedSize, actual, expected)) continue;
    actor.report(
      `${plan.way === "get" ? "C-7" : "C-9"}: ${plan.way} of the tree ${name} succeeded, but ${file} is ${wrong}`,
    );
  }
  return undefined;
}

/** Each second file is in a directory below the top. */
function named(files: readonly number[]): [name: string, size: number][] {
  return files.map((size, index) => [index % 2 === 0 ? `f${index}` : `sub/f${index}`, size]);
}

function isBelieved(stated: string | undefined, actual: Buffer | undefined, expected: Buffer): boolean {
  const half = Math.floor(expected.length / 2);
  return stated === "less" && actual?.length === half && expected.subarray(0, half).equals(actual);
}

function readLocal(path: string): Buffer | undefined {
  return fs.existsSync(path) ? fs.readFileSync(path) : undefined;
}
