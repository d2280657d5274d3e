import { Random } from "@sftp/testing";
import { type Actor, type Failure, failureOf } from "../world/actor.ts";
import { contentOf } from "../world/content.ts";
import type { OperationPlan } from "../world/plan.ts";

type SharedPlan = Extract<OperationPlan, { kind: "shared" }>;

/** The file that several clients write at once. */
export const SHARED = "/shared/all";

/** The length of a block, which always fits into one WRITE, and how many there are. */
const BLOCK = 512;
const BLOCKS = 16;

/** What was written to a shared file, by whom, and which of it was acknowledged. */
export class SharedBlocks {
  readonly #attempts = Array.from({ length: BLOCKS }, () => new Set<string>(["initial"]));

  static initial(): Buffer {
    return Buffer.concat(Array.from({ length: BLOCKS }, (_, at) => blockOf("initial", at)));
  }

  attempt(at: number, writer: string): void {
    this.#attempts[at]!.add(writer);
  }

  acknowledge(at: number): void {
    this.#attempts[at]!.delete("initial");
  }

  /** Each block must be, as a whole, what somebody wrote there. */
  check(content: Buffer | undefined, report: (violation: string) => void): void {
    for (const [at, writers] of this.#attempts.entries()) {
      const block = content?.subarray(at * BLOCK, (at + 1) * BLOCK);
      if (![...writers].some((writer) => block?.equals(blockOf(writer, at)))) {
        report(`S-2: block ${at} of ${SHARED} is none of what was written there: ${[...writers].join(", ")}`);
      }
    }
  }
}

function blockOf(writer: string, at: number): Buffer {
  return Buffer.from(contentOf(`${writer} block ${at}`, BLOCK));
}

/** Writes random blocks of the file that others write too. */
export async function shared(
  plan: SharedPlan,
  actor: Actor,
  blocks: SharedBlocks,
): Promise<Failure | undefined> {
  const random = new Random(plan.seed);
  return failureOf(async () => {
    const sftp = await actor.connect();
    const file = await sftp.open(SHARED, "r+b", { bufsize: 0 });
    try {
      for (let written = 0; written < plan.blocks; written++) {
        const at = random.below(BLOCKS);
        blocks.attempt(at, actor.name);
        await file.seek(at * BLOCK);
        await file.write(blockOf(actor.name, at));
        blocks.acknowledge(at);
      }
    } finally {
      await file.close();
    }
  });
}
