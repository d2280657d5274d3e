import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function load(wanted: string | undefined) {
  vi.stubEnv("SFTP_PROVING_REPEATS", wanted);
  vi.resetModules();
  return import("../src/repeats.ts");
}

it("is what the test says, unless the proving asks for more", async () => {
  const suite = await load(undefined);
  expect(suite.repeats(400)).toBe(400);
  const proving = await load("100000");
  expect(proving.repeats(400)).toBe(100_000);
});
