import { expect, it } from "vitest";

import { AbortError } from "../src/abortError.ts";

it("looks like the AbortError of Node", () => {
  const error = new AbortError("because");
  expect(error).toMatchObject({ name: "AbortError", code: "ABORT_ERR", cause: "because" });
  expect(String(error)).toBe("AbortError: The operation was aborted");
});

it("is thrown for a signal only once that is aborted", () => {
  expect(() => AbortError.throwIfAborted(undefined)).not.toThrow();
  expect(() => AbortError.throwIfAborted(new AbortController().signal)).not.toThrow();
  expect(() => AbortError.throwIfAborted(AbortSignal.abort("stop"))).toThrow(
    expect.objectContaining({ code: "ABORT_ERR", cause: "stop" }),
  );
});
