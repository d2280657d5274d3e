import { describe, expect, it } from "vitest";
import { type Place, parsePlaces } from "../../src/places/place.ts";

function shown(places: readonly Place[]): string[] {
  return places.map((place) => ("local" in place ? place.local : `remote ${place.remote.path}`));
}

describe("parsePlaces", () => {
  it("takes what looks like an address for a path on a server", () => {
    const options = { timeout: 30 };
    expect(shown(parsePlaces(["site", "me@host:www"], options, { env: {} }))).toEqual(["site", "remote www"]);
    expect(shown(parsePlaces(["sftp://host/a", "./odd:name"], options, { env: {} }))).toEqual([
      "remote /a",
      "./odd:name",
    ]);
    expect(shown(parsePlaces(["a:b", "c:d"], options, { env: {} }))).toEqual(["remote b", "remote d"]);
  });

  it.each([
    [
      ["a", "b"],
      ["a", "remote b"],
    ],
    [
      [":a", "b"],
      ["remote a", "b"],
    ],
    [
      ["a", ":b"],
      ["a", "remote b"],
    ],
    [
      [":a", ":b"],
      ["remote a", "remote b"],
    ],
  ] as const)("with --command, takes %j for %j", (texts, places) => {
    expect(shown(parsePlaces(texts, { command: "program", timeout: 30 }, { env: {} }))).toEqual(places);
  });
});
