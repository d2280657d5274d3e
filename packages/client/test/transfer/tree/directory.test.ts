import { expect, it } from "vitest";
import { NameSet } from "../../../src/transfer/tree/directory.ts";

it("finds the names that some file system may take for one", () => {
  const names = new NameSet();
  for (const name of ["README", "café", "straße", "b", "\u{dcff}"]) names.add(name);
  expect(names.like("Readme")).toBe("README");
  expect(names.like("CAFE\u0301")).toBe("café");
  expect(names.like("STRASSE")).toBe("straße");
  expect(names.like("b")).toBe("b");
  expect(names.like("\u{dcfe}")).toBeUndefined();
  names.add("readme");
  expect([names.like("readme"), names.like("ReadMe")]).toEqual(["readme", "README"]);
  expect([names.has("readme"), names.has("ReadMe")]).toEqual([true, false]);
});
