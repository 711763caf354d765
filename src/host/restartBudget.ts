/** How often a process that dies may be started again: `limit` times within `windowMs`. */
export interface RestartBudget {
  /** Takes one restart from the budget at the time `now` (ms). */
  spend(now: number): "first" | "again" | "exhausted";
  /** Forgets what was spent. */
  reset(): void;
}

export function createRestartBudget(limit: number, windowMs: number): RestartBudget {
  let restarts: number[] = [];
  return {
    spend(now) {
      restarts = [...restarts.filter((time) => now - time < windowMs), now];
      if (restarts.length > limit) return "exhausted";
      return restarts.length === 1 ? "first" : "again";
    },
    reset() {
      restarts = [];
    },
  };
}
