import { describe, expect, it } from "vitest";
import { createRestartBudget } from "../../src/host/restartBudget.ts";

describe("createRestartBudget", () => {
  it("allows the limit within the window and no more", () => {
    const budget = createRestartBudget(2, 1000);
    expect([0, 10, 20].map((now) => budget.spend(now))).toEqual(["first", "again", "exhausted"]);
  });

  it("counts only what lies inside of the window", () => {
    const budget = createRestartBudget(2, 1000);
    expect([0, 10, 1005].map((now) => budget.spend(now))).toEqual(["first", "again", "again"]);
    expect(budget.spend(9000)).toBe("first");
  });

  it("starts afresh after a reset", () => {
    const budget = createRestartBudget(1, 1000);
    budget.spend(0);
    budget.reset();
    expect(budget.spend(1)).toBe("first");
  });
});
