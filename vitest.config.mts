import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts", "test/server/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Many tests wait for processes of their own: one worker, the default of two cores, leaves a core idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Shared machines stall for seconds at a time; what fails twice is broken.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
