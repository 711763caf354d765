import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts", "test/server/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Shared machines stall for seconds at a time; what fails twice is broken.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
