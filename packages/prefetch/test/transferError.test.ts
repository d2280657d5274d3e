import { expect, it } from "vitest";

import { TransferError } from "../src/transferError.ts";

it("names what was announced and what was found", () => {
  const short = new TransferError("ERR_SFTP_TRUNCATED", 100, 60);
  expect(short).toMatchObject({
    name: "TransferError",
    code: "ERR_SFTP_TRUNCATED",
    expected: 100,
    actual: 60,
  });
  expect(short.message).toBe("the source ends at byte 60, but 100 were announced");
  expect(new TransferError("ERR_SFTP_CHANGED", 100, 101).message).toBe(
    "the source goes on to byte 101, but was to end at 100: it changed while it was read",
  );
});
