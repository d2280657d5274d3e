import { MemoryBackend } from "@sftp/memory-backend";
import { expect, it } from "vitest";

import { backendCases } from "../src/backendCases.ts";
import { testBackend } from "../src/testBackend.ts";

const create = () => new MemoryBackend();

it("gives every case to the runner, inside one description", async () => {
  const heard: string[] = [];
  const runs: (() => Promise<void>)[] = [];
  let inside = 0;
  testBackend({
    create,
    describe(_name, define) {
      inside++;
      define();
      inside--;
    },
    it(name, run) {
      expect(inside).toBe(1);
      heard.push(name);
      runs.push(run);
    },
  });
  expect(heard).toEqual(backendCases({ create }).map(({ name }) => name));
  await runs[0]!();
});
