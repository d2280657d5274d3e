import { escaped, localDisk, time } from "../environment/environment.ts";
import { type Failure, failureOf } from "../world/actor.ts";
import { difference, isPrefix } from "../world/content.ts";
import type { Run, Scenario, Target } from "./scenario.ts";
import { disk, type Mishap, type Planned, type Site, Stage, type Step } from "./stage.ts";

/** Virtual milliseconds in which an operation settles, and what it left behind ends. */
const MOST = 120_000;

/** What can happen at each site. */
const MISHAPS: Readonly<Record<Site, readonly Mishap[]>> = {
  request: ["FAILURE", "PERMISSION_DENIED", "hang", "abort", "cut", "abort and cut"],
  reply: ["cut", "abort"],
  local: ["EIO", "EACCES", "abort"],
  server: ["EIO", "EACCES"],
};

/** What was wrong after a mishap at a step. */
export interface StepFinding {
  readonly scenario: string;
  readonly planned: Planned | undefined;
  /** The step at which it happened. */
  readonly step: string;
  readonly violations: readonly string[];
}

/** Runs a scenario once to count its steps, then once for each step and each mishap. */
export async function* everyStep(scenario: Scenario): AsyncGenerator<StepFinding> {
  const whole = await tryOut(scenario, undefined);
  yield { scenario: scenario.name, planned: undefined, step: "no mishap", violations: whole.violations };
  const counts = new Map<Site, number>();
  for (const step of whole.steps) {
    const at = counts.get(step.site) ?? 0;
    counts.set(step.site, at + 1);
    for (const mishap of MISHAPS[step.site]) {
      const planned = { site: step.site, at, mishap };
      const { violations } = await tryOut(scenario, planned);
      yield {
        scenario: scenario.name,
        planned,
        step: `${step.site} ${at}, ${step.name}: ${mishap}`,
        violations,
      };
    }
  }
}

/** Runs a scenario with a mishap, and checks what it left behind. */
async function tryOut(
  scenario: Scenario,
  planned: Planned | undefined,
): Promise<{ violations: string[]; steps: readonly Step[] }> {
  escaped.length = 0;
  const descriptors = disk.readdirSync("/proc/self/fd").length;
  const stage = new Stage(planned);
  try {
    for (const { side, path, before } of [...scenario.targets, ...(scenario.sources ?? [])]) {
      if (before !== undefined) stage.write(side, path, before);
    }
    await driven(stage.open(scenario.backend));
    stage.isOn = true;
    let result: unknown;
    const failing = failureOf(async () => {
      result = await scenario.run(stage, { signal: stage.controller.signal });
    });
    const failure = await driven(failing, "the operation has not settled", stage);
    stage.isOn = false;
    const settled = scenario.targets.map(({ side, path }) => stage.read(side, path));
    await rest(stage);
    for (const [index, target] of scenario.targets.entries()) {
      checkTarget(target, settled[index], failure, stage);
    }
    for (const { side, path, before } of scenario.sources ?? []) {
      const wrong = difference(stage.read(side, path), before);
      if (wrong !== undefined) stage.violations.push(`the source is ${wrong}`);
    }
    checkError(failure, planned, stage);
    const run: Run = { stage, planned, failure, result, steps: stage.steps };
    const wrong = scenario.check?.(run);
    if (wrong !== undefined) stage.violations.push(wrong);
    await close(stage);
    const left = disk.readdirSync("/proc/self/fd").length - descriptors;
    if (left > 0) stage.violations.push(`${left} descriptors are left open`);
    return { violations: stage.violations, steps: stage.steps };
  } finally {
    stage.remove();
  }
}

/** What a target may be after success, and after failure. */
function checkTarget(
  target: Target,
  settled: Buffer | undefined,
  failure: Failure | undefined,
  stage: Stage,
): void {
  const { side, path, before, after } = target;
  const actual = stage.read(side, path);
  const report = (words: string): void => void stage.violations.push(`${side} ${path}: ${words}`);
  if (failure === undefined) {
    const wrong = difference(actual, after);
    if (wrong !== undefined) report(`it succeeded, but there is ${wrong}`);
    return;
  }
  const isLost = stage.link.wasCut || failure.code === "ETIMEDOUT";
  // Who aborts does not wait for what the server is doing.
  const mayChange = isLost || failure.code === "ABORT_ERR";
  if (!mayChange && difference(actual, settled) !== undefined)
    report("it changed after the operation had failed");
  if (target.streamed) return;
  if (difference(actual, before) === undefined || difference(actual, after) === undefined) return;
  const words = `${failure.code}: ${failure.message}`;
  const isTold = failure.leftover !== undefined || failure.replaced === true;
  if (target.atomic) report(`it failed (${words}) and left ${difference(actual, before)}`);
  else if (target.kept && actual !== undefined && after !== undefined) {
    if (!isPrefix(actual, after) && !isLost) report(`what was kept of it is not its beginning (${words})`);
  } else if (!isTold && !isLost)
    report(`it failed (${words}) and left ${difference(actual, before)}, without a word of it`);
}

function checkError(failure: Failure | undefined, planned: Planned | undefined, stage: Stage): void {
  if (failure === undefined) return;
  if (planned === undefined) stage.violations.push(`it failed without a mishap: ${(failure as Error).stack}`);
  const isOurs =
    failure instanceof TypeError || failure instanceof ReferenceError || failure instanceof RangeError;
  if (isOurs || !failure.code) stage.violations.push(`it rejects with ${(failure as Error).stack}`);
}

/** Lets everything that was given up come to its end, then sees whether the client can still do something. */
async function rest(stage: Stage): Promise<void> {
  let rested = false;
  setTimeout(() => (rested = true), MOST);
  await time.drive(() => rested, time.now + MOST);
  if (stage.link.wasCut) return;
  if (stage.replies.openHandles > 0)
    stage.violations.push(`${stage.replies.openHandles} handles are left open`);
  const again = failureOf(() => stage.client.writeFile("/again", "again"));
  const failure = await driven(again, "the client can do nothing any more", stage);
  if (failure !== undefined) stage.violations.push(`the client can do nothing any more: ${failure.message}`);
}

/** Closes both sides, and sees whether something is left of them. */
async function close(stage: Stage): Promise<void> {
  await driven(stage.client.close(), "the client has not closed", stage);
  await driven(stage.server.closed, "the server's session has not ended", stage);
  await time.drive(() => time.waiting === 0, time.now + MOST);
  if (time.waiting > 0) stage.violations.push(`${time.waiting} timers are left`);
  for (const path of localDisk.open) stage.violations.push(`a local file is still open: ${path}`);
  stage.violations.push(...escaped);
}

/** Lets virtual time run until a promise settles. */
async function driven<T>(work: Promise<T>, words = "it hangs", stage?: Stage): Promise<T | undefined> {
  let isSettled = false;
  const settled = work.then(
    (value) => {
      isSettled = true;
      return value;
    },
    (error: unknown) => {
      isSettled = true;
      throw error;
    },
  );
  const end = await time.drive(() => isSettled, time.now + MOST);
  if (end === "done") return settled;
  settled.catch(() => {});
  stage?.violations.push(`${words} (${end})`);
  return undefined;
}
