import { getEventListeners } from "node:events";

import { turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { Flight } from "../src/flight.ts";

/** A call that settles when told. */
function call(): {
  start: (signal: AbortSignal) => Promise<string>;
  resolve(value: string): void;
  reject(error: unknown): void;
  signal?: AbortSignal;
} {
  const { promise, resolve, reject } = resolvers<string>();
  const made = {
    start(signal: AbortSignal) {
      Object.assign(made, { signal });
      return promise;
    },
    resolve,
    reject,
  };
  return made;
}

function resolvers<T>(): {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
} {
  let settle!: [(value: T) => void, (error: unknown) => void];
  const promise = new Promise<T>((resolve, reject) => (settle = [resolve, reject]));
  return { promise, resolve: settle[0], reject: settle[1] };
}

const nobody = (): void => {};

describe("Flight", () => {
  it("hands on results and waits for all", async () => {
    const flight = new Flight();
    const calls = [call(), call()];
    const results: string[] = [];
    for (const { start } of calls) flight.start(start, (result) => results.push(result), flight.stop);
    let hasLanded = false;
    void flight.landed().then(() => (hasLanded = true));
    calls[1]!.resolve("b");
    await turns();
    expect([results, flight.calls, hasLanded]).toEqual([["b"], 1, false]);
    calls[0]!.resolve("a");
    await turns();
    expect([results, flight.calls, hasLanded]).toEqual([["b", "a"], 0, true]);
    expect(() => flight.throwIfStopped()).not.toThrow();
  });

  it("is stopped by the first failure: signal aborted, later results dropped, first error thrown", async () => {
    let stops = 0;
    const flight = new Flight(undefined, () => stops++);
    const calls = [call(), call(), call()];
    const results: string[] = [];
    for (const { start } of calls) flight.start(start, (result) => results.push(result), flight.stop);
    calls[0]!.reject(new Error("first"));
    await turns();
    expect(calls[2]!.signal?.aborted).toBe(true);
    calls[1]!.resolve("late");
    calls[2]!.reject(new Error("second"));
    await flight.landed();
    expect(results).toEqual([]);
    expect(stops).toBe(1);
    expect(() => flight.throwIfStopped()).toThrow("first");
  });

  it("treats an error thrown by a call, or by who takes its result, like a rejection", async () => {
    const early = new Flight();
    early.start(
      () => {
        throw new Error("thrown by the call");
      },
      nobody,
      early.stop,
    );
    await early.landed();
    expect(() => early.throwIfStopped()).toThrow("thrown by the call");

    const late = new Flight();
    late.start(
      async () => "result",
      () => {
        throw new Error("thrown by the taker");
      },
      late.stop,
    );
    await late.landed();
    expect(() => late.throwIfStopped()).toThrow("thrown by the taker");
  });

  it("leaves errors to who asked for them", async () => {
    const flight = new Flight();
    const errors: unknown[] = [];
    flight.start(
      async () => Promise.reject(new Error("handled")),
      nobody,
      (error) => errors.push(error),
    );
    await flight.landed();
    expect(errors).toMatchObject([{ message: "handled" }]);
    expect(flight.stopped).toBe(false);
  });

  it("is stopped by its caller's signal, which it lets go of", async () => {
    const controller = new AbortController();
    const flight = new Flight(controller.signal);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort("enough");
    expect(() => flight.throwIfStopped()).toThrow(
      expect.objectContaining({ code: "ABORT_ERR", cause: "enough" }),
    );
    flight.listen();
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(new Flight(controller.signal).stopped).toBe(true);
  });

  it("listens to its caller's signal again after it was released", () => {
    const controller = new AbortController();
    const flight = new Flight(controller.signal);
    flight.release();
    controller.abort();
    expect(flight.stopped).toBe(false);
    flight.listen();
    expect(flight.stopped).toBe(true);
  });

  it("cancels what is not wanted any more, and waits for it", async () => {
    const flight = new Flight();
    const slow = call();
    flight.start(slow.start, nobody, flight.stop);
    let isOver = false;
    void flight.cancel().then(() => (isOver = true));
    await turns();
    expect([slow.signal?.aborted, isOver]).toEqual([true, false]);
    slow.reject(new Error("aborted"));
    await turns();
    expect(isOver).toBe(true);

    const idle = new Flight();
    await idle.cancel();
    expect(idle.stopped).toBe(false);
  });
});
