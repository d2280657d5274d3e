import { Random, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { Flight } from "../src/flight.ts";
import { ReadPipeline } from "../src/readPipeline.ts";
import { ReadPlan } from "../src/readPlan.ts";
import { Window } from "../src/window.ts";
import { ModelFile, pattern } from "./modelFile.ts";

/** A pipeline over a file of 1000 bytes, and what it tells. */
function pipelineOf(options: { concurrency: number; end?: number }): {
  pipeline: ReadPipeline;
  source: ModelFile;
  window: Window;
  flight: Flight;
  told: [offset: number, data: number][];
  failures: [offset: number, error: unknown][];
} {
  const source = new ModelFile(pattern(1000), new Random(1));
  const window = new Window({ requestSize: 100, ...options });
  const flight = new Flight();
  const told: [number, number][] = [];
  const failures: [number, unknown][] = [];
  const pipeline = new ReadPipeline({
    source,
    plan: new ReadPlan({ end: options.end }),
    window,
    flight,
    onData: (offset, data) => told.push([offset, data.length]),
    onError: (offset, error) => failures.push([offset, error]),
  });
  return { pipeline, source, window, flight, told, failures };
}

describe("ReadPipeline", () => {
  it("asks for the rest of a short reply before anything new", async () => {
    const { pipeline, source, told } = pipelineOf({ concurrency: 2 });
    pipeline.pump();
    source.requests.shift()!.resolve(pattern(30));
    await turns();
    expect(told).toEqual([[0, 30]]);
    expect(source.log.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 100],
      [100, 100],
      [30, 70],
    ]);
  });

  it("asks for several things together when several replies came together", async () => {
    const { pipeline, source } = pipelineOf({ concurrency: 4 });
    pipeline.pump();
    for (const request of source.requests.splice(0)) request.resolve();
    expect(source.log).toHaveLength(4);
    await Promise.resolve();
    await Promise.resolve();
    expect(source.log).toHaveLength(8);
  });

  it("goes on below a failure, but not above", async () => {
    const { pipeline, source, failures, window } = pipelineOf({ concurrency: 2 });
    pipeline.pump();
    const error = new Error("bad sector");
    source.requests.pop()!.reject(error);
    await turns();
    expect(failures).toEqual([[100, error]]);
    source.requests.pop()!.resolve(pattern(30));
    await turns();
    expect(source.requests.map(({ offset, length }) => [offset, length])).toEqual([[30, 70]]);
    source.answer();
    await turns();
    expect(source.requests).toEqual([]);
    expect(window.requests).toBe(0);
  });

  it("asks for nothing once the flight is stopped", async () => {
    const { pipeline, source, flight } = pipelineOf({ concurrency: 2 });
    flight.stop(new Error("over"));
    pipeline.pump();
    expect(source.log).toEqual([]);
  });

  it("counts no bytes that the end of the file kept from coming", async () => {
    const { pipeline, source, window } = pipelineOf({ concurrency: 20 });
    pipeline.pump();
    expect(window.bytes).toBe(2000);
    while (source.requests.length > 0) source.answer();
    await turns();
    expect([window.bytes, window.requests]).toEqual([1000, 0]);
  });
});
