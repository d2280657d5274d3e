import { describe, expect, it } from "vitest";

import { month, timeOfDay, twoDigits } from "../src/listDate.ts";

describe("dates in lists", () => {
  it("name the month in English, whatever the locale is", () => {
    const months = Array.from({ length: 12 }, (_, index) => month(new Date(2026, index, 1)));
    expect(months.join(" ")).toBe("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec");
  });

  it("have two digits for hours and minutes", () => {
    expect(timeOfDay(new Date(2026, 0, 1, 0, 5))).toBe("00:05");
    expect(timeOfDay(new Date(2026, 0, 1, 23, 59))).toBe("23:59");
    expect([0, 7, 31].map(twoDigits)).toEqual(["00", "07", "31"]);
  });
});
