import { afterEach, describe, expect, it, vi } from "vitest";
import { SFTPError } from "@sftp/wire";
import { attempt, type Step } from "../../src/ssh2/attempt.ts";

function begin(options: Parameters<typeof attempt>[1] = {}): {
  result: Promise<number>;
  step: Step<number>;
  over: ReturnType<typeof vi.fn>;
} {
  const over = vi.fn<() => void>();
  let step!: Step<number>;
  const result = attempt<number>("no luck", options, (given) => {
    step = given;
    return over;
  });
  result.catch(() => {});
  return { result, step, over };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a step of connecting", () => {
  it("comes to one end, the first one", async () => {
    const { result, step, over } = begin();
    expect(step.succeed(1)).toBe(true);
    expect(step.succeed(2)).toBe(false);
    step.fail(new Error("late"));
    expect(await result).toBe(1);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it("fails in the one error class, with the system's code where there is one", async () => {
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    const login = Object.assign(new Error("denied"), { level: "client-authentication" });
    const key = new SFTPError("ERR_SFTP_HOST_KEY", "wrong key");
    for (const [error, expected] of [
      [
        cause,
        { name: "SFTPError", code: "ECONNREFUSED", message: "no luck: refused", operation: "connect", cause },
      ],
      [login, { code: "ERR_SFTP_AUTH" }],
      [new Error("hm"), { code: "ECONNRESET", message: "no luck: hm" }],
      [undefined, { code: "ECONNRESET", message: "no luck: the connection was closed" }],
      [key, key],
    ] as const) {
      const { result, step, over } = begin();
      step.fail(error);
      step.fail(new Error("late"));
      await expect(result).rejects.toMatchObject(expected);
      expect(step.succeed(1)).toBe(false);
      expect(over).toHaveBeenCalledTimes(1);
    }
  });

  it("fails when it takes too long: 30 seconds, or as long as is said", async () => {
    vi.useFakeTimers();
    for (const [timeout, limit] of [
      [undefined, 30_000],
      [50, 50],
    ] as const) {
      const { result, over } = begin({ timeout });
      await vi.advanceTimersByTimeAsync(limit - 1);
      expect(over).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      await expect(result).rejects.toMatchObject({ code: "ETIMEDOUT" });
      expect(over).toHaveBeenCalledTimes(1);
    }
    begin({ timeout: 0 });
    begin({ timeout: Number.POSITIVE_INFINITY });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("has time while a human is asked, and then as much again", async () => {
    vi.useFakeTimers();
    const { result, step, over } = begin({ timeout: 50 });
    let answer!: (text: string) => void;
    const asking = step.unhurried(new Promise<string>((resolve) => (answer = resolve)));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(over).not.toHaveBeenCalled();
    answer("yes");
    expect(await asking).toBe("yes");
    await vi.advanceTimersByTimeAsync(49);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(result).rejects.toMatchObject({ code: "ETIMEDOUT" });
    await step.unhurried(Promise.resolve());
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends on abort, and lets go of its signal and its timer", async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const { signal } = controller;
    const off = vi.spyOn(signal, "removeEventListener");
    const { result, over } = begin({ signal });
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(result).rejects.toMatchObject({ name: "AbortError", code: "ABORT_ERR", cause: reason });
    expect(over).toHaveBeenCalledTimes(1);
    expect(off).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not begun under a signal that is aborted already", async () => {
    const start = vi.fn<() => () => void>();
    await expect(attempt("no luck", { signal: AbortSignal.abort() }, start)).rejects.toMatchObject({
      code: "ABORT_ERR",
    });
    expect(start).not.toHaveBeenCalled();
  });

  it("may end before it has quite begun, or fail in beginning", async () => {
    const over = vi.fn<() => void>();
    const sync = attempt<number>("no luck", {}, ({ succeed }) => {
      succeed(1);
      return over;
    });
    expect(await sync).toBe(1);
    expect(over).toHaveBeenCalledTimes(1);
    const failing = attempt("no luck", {}, () => {
      throw new Error("cannot begin");
    });
    await expect(failing).rejects.toThrow("no luck: cannot begin");
  });
});
