import type { Actor, Failure } from "../world/actor.ts";
import type { OperationPlan, ServerPlan } from "../world/plan.ts";
import { MOVED } from "../server/quirks.ts";
import { COPIES, copy, prepareCopy } from "./copy.ts";
import { download, DOWNLOADS, prepareDownload } from "./download.ts";
import { prepareProgram, program, PROGRAMS } from "./program.ts";
import { requests, REQUESTS } from "./requests.ts";
import { shared, type SharedBlocks } from "./shared.ts";
import { prepareTree, tree, TREES } from "./tree.ts";
import { prepareUpload, upload, UPLOADS } from "./upload.ts";

/** The directories that a server has when the world begins. */
export const DIRECTORIES = [UPLOADS, DOWNLOADS, COPIES, TREES, PROGRAMS, REQUESTS, MOVED, "/shared"];

/** Whether an operation can be checked at a server with such habits. */
export function isApplicable({ kind }: OperationPlan, { quirks, faults }: ServerPlan): boolean {
  if (kind !== "program" && kind !== "shared") return true;
  // What is in an open file is known only where its handle is its own, its size is true, and it stays where it is.
  const isSized = quirks.statedSize === undefined && !faults.some(({ operation }) => operation === "stat");
  return isSized && !quirks.sameHandle && !quirks.fstatRefused && !quirks.movedAtClose;
}

/** Puts the files there that an operation expects. */
export function prepare(plan: OperationPlan, actor: Actor): void {
  switch (plan.kind) {
    case "upload":
      return prepareUpload(plan, actor);
    case "download":
      return prepareDownload(plan, actor);
    case "copy":
      return prepareCopy(plan, actor);
    case "program":
      return prepareProgram(plan, actor);
    case "tree":
      return prepareTree(plan, actor);
    case "requests":
    case "shared":
  }
}

/** Does an operation and checks what can be checked at once; what it failed with, if it did. */
export function perform(
  plan: OperationPlan,
  actor: Actor,
  blocks: SharedBlocks,
): Promise<Failure | undefined> {
  switch (plan.kind) {
    case "upload":
      return upload(plan, actor);
    case "download":
      return download(plan, actor);
    case "copy":
      return copy(plan, actor);
    case "program":
      return program(plan, actor);
    case "tree":
      return tree(plan, actor);
    case "requests":
      return requests(plan, actor);
    case "shared":
      return shared(plan, actor, blocks);
  }
}
