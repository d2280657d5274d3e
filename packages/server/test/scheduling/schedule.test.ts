import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Claim, conflicts } from "../../src/scheduling/claim.ts";
import { Schedule } from "../../src/scheduling/schedule.ts";

const read = (start: number, end: number): Claim => ({
  kind: "file",
  key: 1,
  paths: ["/"],
  start,
  end,
  changes: false,
});
const write = (start: number, end: number): Claim => ({ ...read(start, end), changes: true });

describe("Schedule", () => {
  it("starts what conflicts with nothing at once, and the rest in order", () => {
    const schedule = new Schedule();
    const started: string[] = [];
    const done = new Map<string, () => void>();
    const enter = (name: string, ...claims: Claim[]) =>
      schedule.enter(claims, (leave) => {
        started.push(name);
        done.set(name, leave);
      });
    enter("a", write(0, 10));
    enter("b", write(10, 20));
    enter("c", read(5, 15));
    enter("d", read(12, 14));
    enter("e", write(0, Infinity));
    enter("f", read(30, 31));
    expect(started).toEqual(["a", "b"]);
    done.get("b")!();
    expect(started).toEqual(["a", "b", "d"]);
    done.get("a")!();
    expect(started).toEqual(["a", "b", "d", "c"]);
    done.get("c")!();
    done.get("c")!();
    done.get("d")!();
    done.get("e")!();
    expect(started).toEqual(["a", "b", "d", "c", "e", "f"]);
    expect(schedule.size).toBe(1);
  });

  it("starts everything, never two that conflict at once, and those in order", () => {
    const claim = fc.record({
      kind: fc.constant("file" as const),
      key: fc.nat(1),
      paths: fc.constant(["/"]),
      start: fc.nat(8),
      end: fc.integer({ min: 9, max: 12 }),
      changes: fc.boolean(),
    });
    const step = fc.oneof(
      fc.record({ claims: fc.array(claim, { minLength: 1, maxLength: 2 }), sync: fc.boolean() }),
      fc.record({ finish: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const schedule = new Schedule();
        const entered: Claim[][] = [];
        const running = new Map<number, () => void>();
        const finished = new Set<number>();
        const enter = (claims: Claim[], sync: boolean) => {
          const place = entered.push(claims) - 1;
          schedule.enter(claims, (done) => {
            for (let earlier = 0; earlier < place; earlier++) {
              if (finished.has(earlier)) continue;
              expect(claims.some((a) => entered[earlier]!.some((b) => conflicts(a, b)))).toBe(false);
            }
            running.set(place, done);
            if (sync) finish(place);
          });
        };
        const finish = (place: number) => {
          const done = running.get(place)!;
          running.delete(place);
          finished.add(place);
          done();
        };
        for (const next of steps) {
          if ("claims" in next) enter(next.claims, next.sync);
          else if (running.size > 0) finish([...running.keys()][next.finish % running.size]!);
        }
        while (running.size > 0) finish([...running.keys()][0]!);
        expect(finished.size).toBe(entered.length);
        expect(schedule.size).toBe(0);
      }),
      { numRuns: 500, seed: 6 },
    );
  });
});
