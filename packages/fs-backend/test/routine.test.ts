import { describe, expect, it } from "vitest";

import { quietly, type Routine, run, wait } from "../src/routine.ts";

function* sum(...values: (number | Promise<number>)[]): Routine<number> {
  let total = 0;
  for (const value of values) total += yield* wait(value);
  return total;
}

function* recovering(value: () => number | Promise<number>): Routine<string> {
  const seen: string[] = [];
  try {
    seen.push(String(yield* wait(value())));
  } catch (error) {
    seen.push((error as Error).message);
  } finally {
    seen.push("after");
  }
  return seen.join();
}

describe("run", () => {
  it("is done when it returns, if nothing promises", () => {
    expect(run(sum(1, 2, 3))).toBe(6);
    expect(run(recovering(() => 1))).toBe("1,after");
    expect(
      run(
        recovering(() => {
          throw new Error("no");
        }),
      ),
    ).toBe("no,after");
    expect(() =>
      run(
        (function* (): Routine<void> {
          yield* wait(undefined);
          throw new Error("thrown at once");
        })(),
      ),
    ).toThrow("thrown at once");
  });

  it("promises as soon as something else does, and goes on in the same way", async () => {
    const result = run(sum(1, Promise.resolve(2), 3, Promise.resolve(4)));
    expect(result).toBeInstanceOf(Promise);
    expect(await result).toBe(10);
    expect(await run(recovering(async () => 1))).toBe("1,after");
    expect(await run(recovering(() => Promise.reject(new Error("no"))))).toBe("no,after");
    await expect(run(sum(Promise.resolve(1), Promise.reject(new Error("in the end"))))).rejects.toThrow(
      "in the end",
    );
  });

  it("tidies up without a word", async () => {
    run(
      quietly(() => {
        throw new Error("unheard");
      }),
    );
    await run(quietly(() => Promise.reject(new Error("unheard"))));
  });
});
