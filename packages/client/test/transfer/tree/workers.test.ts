import { Random, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { Workers } from "../../../src/transfer/tree/workers.ts";

const limits = { signal: undefined, files: 4, weight: 10, directories: 3 };

async function nothing(): Promise<void> {}

describe("a workers", () => {
  it("visits what is entered and carries what is found, within its limits", async () => {
    const random = new Random(1);
    const now = { files: 0, weight: 0, directories: 0 };
    const most = { files: 0, weight: 0, directories: 0 };
    const count = (what: keyof typeof now, by: number): void => {
      now[what] += by;
      most[what] = Math.max(most[what], now[what]);
    };
    let carried = 0;
    const workers: Workers<number> = new Workers(
      limits,
      async (depth) => {
        count("directories", 1);
        for (let i = 0; i < 20; i++) {
          const weight = random.below(4);
          await workers.carry(weight, async () => {
            count("files", 1);
            count("weight", weight);
            await turns(random.below(3));
            carried++;
            count("files", -1);
            count("weight", -weight);
          });
        }
        if (depth < 3) for (let i = 0; i < 3; i++) workers.enter(depth + 1);
        count("directories", -1);
      },
      nothing,
    );
    await workers.run(0);
    expect(carried).toBe(40 * 20);
    expect(most).toEqual({ files: 4, weight: expect.any(Number), directories: 3 });
    expect(most.weight).toBeLessThanOrEqual(10);
  });

  it("carries what weighs more than everything may, alone", async () => {
    const working: number[] = [];
    const workers: Workers<null> = new Workers(
      limits,
      async () => {
        for (const weight of [1, 1_000, Number.POSITIVE_INFINITY, 1]) {
          await workers.carry(weight, async () => {
            working.push(weight);
            await turns(2);
            if (weight > 10) expect(working).toEqual([weight]);
            working.splice(working.indexOf(weight), 1);
          });
        }
      },
      nothing,
    );
    await workers.run(null);
  });

  it("rejects with the first failure, when nothing is in work any more, whenever it comes", async () => {
    for (let failing = 0; failing < 60; failing++) {
      let working = 0;
      let step = 0;
      const entered: number[] = [];
      const done: number[] = [];
      const act = async (): Promise<void> => {
        working++;
        await turns(step % 3);
        working--;
        if (step++ === failing) throw new Error(`step ${failing}`);
      };
      const workers: Workers<number> = new Workers(
        limits,
        async (directory) => {
          try {
            await act();
            for (let i = 0; i < 4; i++) await workers.carry(1 + (i % 5), act);
            const below = directory < 9 ? 3 : 0;
            for (let i = 0; i < below; i++) {
              entered.push(directory * 3 + i);
              workers.enter(directory * 3 + i);
            }
          } finally {
            done.push(directory);
          }
        },
        async (directory) => void done.push(directory),
      );
      entered.push(1);
      await expect(workers.run(1)).rejects.toThrow(`step ${failing}`);
      expect(working).toBe(0);
      expect(done.toSorted()).toEqual(entered.toSorted());
      expect(workers.signal.aborted).toBe(true);
    }
  });

  it("[C-4] ends with its signal", async () => {
    const controller = new AbortController();
    const workers: Workers<null> = new Workers(
      { ...limits, signal: controller.signal },
      async () => {
        for (let i = 0; ; i++) {
          await workers.carry(1, async () => void (await turns(1)));
          if (i === 10) controller.abort("enough");
        }
      },
      nothing,
    );
    await expect(workers.run(null)).rejects.toMatchObject({ code: "ABORT_ERR", cause: "enough" });
    await expect(workers.carry(1, nothing)).rejects.toMatchObject({ code: "ABORT_ERR" });
  });
});
