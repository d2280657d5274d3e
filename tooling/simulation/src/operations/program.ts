import { Random } from "@sftp/testing";
import type { SFTPFile } from "@sftp/client";
import { type Actor, type Failure, failureOf } from "../world/actor.ts";
import { contentOf, difference } from "../world/content.ts";
import type { OperationPlan } from "../world/plan.ts";

type ProgramPlan = Extract<OperationPlan, { kind: "program" }>;

/** Where the files of programs are. */
export const PROGRAMS = "/programs";

/** How often a step that was refused is done again. */
const TRIES = 4;

/** Puts the file there that a program works on, before the world begins. */
export function prepareProgram({ size }: ProgramPlan, { name, store }: Actor): void {
  store.write(`${PROGRAMS}/${name}`, contentOf(name, size));
}

/** What a file should be: the one-at-a-time model that the real one is compared with. */
class ModelFile {
  content: Buffer;
  position: number;
  readonly #appends: boolean;

  constructor(mode: ProgramPlan["mode"], content: Buffer) {
    this.#appends = mode === "a+";
    this.content = mode === "w+" ? Buffer.alloc(0) : content;
    this.position = this.#appends ? this.content.length : 0;
  }

  write(data: Buffer): void {
    const at = this.#appends ? this.content.length : this.position;
    const longer = Buffer.alloc(Math.max(this.content.length, at + data.length));
    this.content.copy(longer);
    longer.set(data, at);
    this.content = longer;
    this.position = at + data.length;
  }

  read(length: number): Buffer {
    const data = this.content.subarray(this.position, this.position + length);
    this.position += data.length;
    return data;
  }

  truncate(size: number): void {
    const cut = Buffer.alloc(size);
    this.content.copy(cut);
    this.content = cut;
  }
}

/** A random program of file operations, each of which is done again when it is refused; checks C-22. */
export async function program(plan: ProgramPlan, actor: Actor): Promise<Failure | undefined> {
  const { name, store } = actor;
  const path = `${PROGRAMS}/${name}`;
  const model = new ModelFile(plan.mode, contentOf(name, plan.size));
  const random = new Random(plan.seed);
  const failure = await failureOf(async () => {
    const sftp = await actor.connect();
    const file = await sftp.open(path, `${plan.mode}b`, { bufsize: plan.bufsize });
    try {
      for (let step = 0; step < plan.steps; step++)
        await insist(() => doStep(random.u32(), file, model, actor));
      await insist(() => file.flush());
    } finally {
      await file.close();
    }
  });
  if (failure !== undefined) return failure;
  actor.atEnd(() => {
    const wrong = difference(store.read(path), model.content);
    if (wrong !== undefined) actor.report(`C-22: the program ${name} has written ${wrong}`);
  });
  return undefined;
}

/** Does something again until it succeeds. @throws the last failure */
async function insist(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const failure = await failureOf(work);
    if (failure === undefined) return;
    if (attempt === TRIES || failure.code === "ERR_SFTP_CLOSED" || failure.code === "ECONNRESET")
      throw failure;
    // What was not answered in time may have been done all the same.
    if (failure.code === "ETIMEDOUT") throw failure;
  }
}

/** One step, the same however often it is done again. */
async function doStep(seed: number, file: SFTPFile<Buffer>, model: ModelFile, actor: Actor): Promise<void> {
  const random = new Random(seed);
  const kind = random.below(8);
  const size = random.below(random.oneIn(4) ? 9_000 : 300);
  const before = file.tell();
  const refused = (error: unknown): never => {
    if (file.tell() !== before) {
      actor.report(
        `C-22: ${actor.name}: after a refused step the position is ${file.tell()} instead of ${before}`,
      );
    }
    throw error;
  };
  if (before !== model.position) {
    actor.report(`C-22: ${actor.name}: the position is ${before} instead of ${model.position}`);
    model.position = before;
  }
  if (kind <= 3) {
    const data = Buffer.from(random.bytes(size));
    await file.write(data).catch(refused);
    model.write(data);
  } else if (kind <= 5) {
    const data = await file.read(size).catch(refused);
    const wrong = difference(data, model.read(size));
    if (wrong !== undefined) actor.report(`C-22: ${actor.name}: read ${wrong}`);
  } else if (kind === 6) {
    await file.seek(size).catch(refused);
    model.position = size;
  } else {
    await file.truncate(size).catch(refused);
    model.truncate(size);
  }
}
