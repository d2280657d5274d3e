import { setImmediate } from "node:timers/promises";

import type { Calls } from "../src/calls.ts";

/** What the watch found wrong, in words; empty when all is well. */
export const violations: string[] = [];

/** Descriptors that are open, as far as the watched calls opened them. */
const open = new Set<number>();
/** Calls that are under way, each with the descriptors whose numbers it holds. */
const underWay = new Map<symbol, readonly number[]>();

let random = 1;
/** A small generator of its own, so that a run can be repeated. */
function chance(): number {
  random = (random * 48271) % 0x7fffffff;
  return random / 0x7fffffff;
}

/** Begins anew. */
export function resetWatch(seed: number): void {
  violations.length = 0;
  random = seed;
}

/**
 * The same calls, each delayed by some turns before and after; what is watched is that no number of a descriptor is used
 * that is not open at that moment, and that none is closed while a call that holds its number is under way.
 */
export function watchedCalls(calls: Calls): Calls {
  const watched = Object.entries(calls).map(([name, call]) => [
    name,
    typeof call === "function" ? watch(name, call as (...args: unknown[]) => unknown) : call,
  ]);
  return Object.fromEntries(watched) as Calls;
}

function watch(
  name: string,
  call: (...args: unknown[]) => unknown,
): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    const id = Symbol(name);
    const numbers = args.flatMap(numbersIn);
    if (name === "close") {
      const [fd] = args as [number];
      for (const held of underWay.values())
        if (held.includes(fd)) violations.push(`${name}(${fd}) while it is used`);
      if (!open.delete(fd)) violations.push(`${name}(${fd}) twice`);
    } else {
      for (const fd of numbers) if (!open.has(fd)) violations.push(`${name}() of ${fd}, which is closed`);
      underWay.set(id, numbers);
    }
    try {
      await turns();
      const result = await call(...args);
      if (name === "open") open.add(result as number);
      await turns();
      return result;
    } finally {
      underWay.delete(id);
    }
  };
}

/** The descriptors that an argument names: a number by itself, or one in a path. */
function numbersIn(argument: unknown, index: number): number[] {
  if (typeof argument === "number") return index === 0 ? [argument] : [];
  const match = typeof argument === "string" ? /^\/proc\/self\/fd\/(\d+)/.exec(argument) : null;
  return match ? [Number(match[1])] : [];
}

async function turns(): Promise<void> {
  for (let left = Math.floor(chance() * 4); left > 0; left--) await setImmediate();
}
