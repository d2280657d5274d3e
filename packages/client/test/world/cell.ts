import { type Exchange, isRefusal, type SwitchName, switches } from "@sftp/testing";
import { expect, vi } from "vitest";
import { content, type Name, Stage } from "./stage.ts";
import { type Ran, type WayName, ways } from "./ways.ts";

/** An error as far as a cell looks at it. */
export type Failure = Error & {
  readonly code?: string;
  readonly request?: string;
  readonly leftover?: string;
  readonly replaced?: boolean;
  readonly otherLeftovers?: readonly { readonly leftover: string; readonly replaced: boolean }[];
};

/** What became of a transfer. */
export interface Result {
  readonly ran?: Ran;
  readonly failure?: Failure;
}

const REAL = { setImmediate, now: Date.now };
/** A transfer that has not settled after so many milliseconds never does. */
const PATIENCE = 20_000;

/** Runs a way to transfer at a server with these switches, and checks what holds for each, however it went. */
export async function runCell(way: WayName, at: readonly SwitchName[], name: Name): Promise<Result> {
  const stage = new Stage(
    at.map((one) => switches[one]),
    name,
  );
  const transfer = ways[way].set(stage);
  const isSlow = at.includes("slow-close");
  if (isSlow) vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  try {
    await stage.connect();
    const result = await settled(
      transfer().then(
        (ran): Result => ({ ran }),
        (failure: Failure): Result => ({ failure }),
      ),
      isSlow,
    );
    // What nobody waits for, such as the removal of a file whose OPEN was aborted.
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => REAL.setImmediate(resolve));
    checkBytes(stage, at, result);
    checkNames(stage, at, result);
    checkNothingRemoved(stage, result);
    if (result.failure?.code !== "ERR_SFTP_PROTOCOL") await checkHandles(stage, at);
    return result;
  } finally {
    if (isSlow) vi.useRealTimers();
    await stage.end();
  }
}

async function settled(result: Promise<Result>, isSlow: boolean): Promise<Result> {
  const state: { over?: Result } = {};
  void result.then((value) => (state.over = value));
  const begun = REAL.now();
  for (let turn = 0; state.over === undefined; turn++) {
    if (REAL.now() > begun + PATIENCE) throw new Error("the transfer never settles");
    if (isSlow && turn % 20 === 19) await vi.advanceTimersByTimeAsync(1_000);
    await new Promise<void>((resolve) => REAL.setImmediate(resolve));
  }
  return state.over;
}

/** Servers that do not say how long an open file is. */
const UNSTATED: readonly SwitchName[] = ["no-fstat", "size-absent", "size-zero"];

/** [C-7] [C-9] What is reported as done has arrived, byte for byte. */
function checkBytes({ server, expected }: Stage, at: readonly SwitchName[], { ran }: Result): void {
  if (ran === undefined) return;
  for (const [got, wanted] of ran.got ?? []) {
    const length = Math.min(got.length, wanted.length);
    // Whoever reads to the end gets what there is.
    const changes = at.includes("grows") || at.includes("shrinks");
    if (changes) expect(got.subarray(0, length).equals(wanted.subarray(0, length))).toBe(true);
    else expect(got.equals(wanted), "what was downloaded").toBe(true);
  }
  for (const [path, bytes] of expected) {
    const isMoved = at.includes("moved-at-close");
    const there = isMoved ? server.delivered.get(path) : server.tree.nodes.get(path)?.data;
    if (at.includes("grows")) expect(bytes.equals(there!.subarray(0, bytes.length)), path).toBe(true);
    // Where no size is stated nobody can tell that a source was cut while it was read.
    else if (at.includes("shrinks") && UNSTATED.some((one) => at.includes(one)))
      expect(bytes.subarray(0, there!.length).equals(there!), path).toBe(true);
    else expect(there !== undefined && bytes.equals(there), `what was uploaded to ${path}`).toBe(true);
  }
}

/** [C-17] A failed upload leaves under each name what was there before, or nothing, or what the error says. */
function checkNames(
  { server, expected, before }: Stage,
  at: readonly SwitchName[],
  { failure }: Result,
): void {
  const remains = [failure, ...(failure?.otherLeftovers ?? [])];
  const left = (path: string) => remains.find((one) => one?.leftover === path);
  const isLeft = (path: string): boolean => left(path) !== undefined;
  for (const [path, bytes] of failure === undefined ? [] : expected) {
    const there = server.tree.nodes.get(path)?.data;
    const old = before.get(path);
    if (there !== undefined && bytes.equals(there)) continue;
    if (old === undefined) expect(there === undefined || isLeft(path), `${path} was free`).toBe(true);
    else if (there === undefined) expect(at).toContain("moved-at-close");
    else if (!old.equals(there))
      expect([isLeft(path), left(path)?.replaced], `${path} is not the old file`).toEqual([true, true]);
  }
  for (const [path, { type }] of server.tree.nodes) {
    const isOurs = expected.has(path) || path.startsWith("/s") || path === "/d/source";
    if (type === "file" && !isOurs) expect(isLeft(path), `${path} is left`).toBe(true);
  }
}

/** [C-17] What was acknowledged as a whole, with its CLOSE, is never removed. */
function checkNothingRemoved({ server }: Stage, { failure }: Result): void {
  // A CLOSE that cleans up after a source that failed is not the end of an upload.
  if (failure?.request === "read") return;
  const whole = new Set<string>();
  const opened = new Map<string, string>();
  for (const { request, reply } of server.exchanges as readonly Exchange[]) {
    if (request.name === "open" && "handle" in reply) opened.set(reply.handle, request.path);
    if (isRefusal(reply)) continue;
    const path = request.name === "close" ? opened.get(request.handle) : undefined;
    if (path !== undefined && server.delivered.get(path)?.equals(content) === true) whole.add(path);
    if (request.name === "remove") expect(whole.has(request.path), `${request.path} was removed`).toBe(false);
  }
}

/** [C-6] Every handle that was given out is closed, once. */
async function checkHandles({ server }: Stage, at: readonly SwitchName[]): Promise<void> {
  for (let turn = 0; turn < 200 && server.open.size > 0; turn++) {
    if (at.includes("slow-close")) await vi.advanceTimersByTimeAsync(1_000);
    await new Promise<void>((resolve) => REAL.setImmediate(resolve));
  }
  expect([...server.open.values()].map(({ path }) => path)).toEqual([]);
  if (!at.includes("same-handle")) expect(server.wronglyClosed).toBe(0);
}
