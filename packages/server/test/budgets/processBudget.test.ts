import { turns } from "@sftp/testing";
import { expect, it } from "vitest";

import { ProcessBudget } from "../../src/budgets/processBudget.ts";

it("[S-3] is full when all users together hold its limit, and not when they gave it back", async () => {
  const budget = new ProcessBudget(100);
  const [one, two] = [{ heldBytes: 60 }, { heldBytes: 0 }];
  budget.add(one);
  budget.add(two);
  expect(budget.full).toBe(false);
  budget.took(40);
  expect(budget.full).toBe(true);
  two.heldBytes = 40;
  await turns(2);
  expect(budget.full).toBe(true);
  one.heldBytes = 59;
  await turns(2);
  expect(budget.full).toBe(false);
  budget.took(1);
  expect(budget.full).toBe(true);
  budget.remove(one);
  await turns(2);
  expect(budget.full).toBe(false);
});
