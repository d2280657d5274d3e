import { it } from "vitest";

it("lets nothing escape", () => {});
