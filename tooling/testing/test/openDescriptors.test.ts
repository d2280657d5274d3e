import { open } from "node:fs/promises";

import { expect, it } from "vitest";

import { openDescriptors } from "../src/index.ts";

it("openDescriptors names what was opened since, and nothing once it is closed", async () => {
  const before = openDescriptors();
  const file = await open("/dev/zero");
  const opened = openDescriptors().filter((line) => !before.includes(line));
  expect(opened).toEqual([`${file.fd} /dev/zero`]);
  expect(openDescriptors(process.pid)).toEqual(openDescriptors());

  await file.close();
  expect(openDescriptors()).toEqual(before);
});
