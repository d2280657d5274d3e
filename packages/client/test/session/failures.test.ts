import { assert, asyncProperty, string } from "fast-check";
import { expect, it } from "vitest";
import { callError, statusError } from "../../src/session/failures.ts";
import { startScripted } from "../model/startScripted.ts";
import { status } from "../model/status.ts";

/** Control characters, separators of lines, what turns the direction of text, halves of characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

it("[C-12] messages hold nothing that a terminal or a log would act on, whatever server and caller say", async () => {
  const { sftp, peer } = await startScripted();
  const anything = string({ unit: "binary", maxLength: 20 }).filter((text) => !text.includes("\0"));
  await assert(
    asyncProperty(
      anything.filter((path) => path !== ""),
      anything,
      async (path, message) => {
        const removing = sftp.rename(path, `${path}\u001b[2J\u202e`);
        removing.catch(() => {});
        peer.send(status((await peer.next()).id, 3, message));
        const error = await removing.catch(
          (thrown: Error) => thrown as Error & { path: string; serverMessage: string },
        );
        expect(error?.message).not.toMatch(ACTIVE);
        // The fields have what was said, for programs.
        expect(error).toMatchObject({ path, serverMessage: message });
      },
    ),
    { seed: 12, numRuns: 300 },
  );
});

it("an error reads as those of node:fs do", () => {
  const subject = { name: "rename", path: "/a", destination: "/b" };
  expect(callError("ETIMEDOUT", "too late", subject).message).toBe(
    "ETIMEDOUT: too late, rename '/a' -> '/b'",
  );
  expect(callError("ERR_SFTP_CLOSED", "the client is closed").message).toBe(
    "ERR_SFTP_CLOSED: the client is closed",
  );
  const failure = statusError({ code: 4, message: "" }, { name: "open", path: "/a" }, "EISDIR");
  expect(failure).toMatchObject({ status: 4, code: "EISDIR", message: "EISDIR: Failure, open '/a'" });
  expect(statusError({ code: 77 }, {}).message).toBe("EIO: Failure");
});
