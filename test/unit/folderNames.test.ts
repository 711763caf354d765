import { describe, expect, it } from "vitest";
import { pathProblem } from "../../src/features/scaffold/host/folderNames.ts";

describe("pathProblem", () => {
  it.each(["api", "services/orders", "a b/ü", "./api", "api/", "..api"])("accepts %s", (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  it.each([
    ["/etc", "absolute"],
    ["C:\\api", "absolute"],
    ["~/api", "absolute"],
    ["\\\\server\\share", "absolute"],
    ["../api", "outside"],
    ["api/../../other", "outside"],
    ["api\\..\\..", "outside"],
    ["what?", "characters"],
    ["a\u0000b", "characters"],
    ["con:fig", "characters"],
  ])("refuses %j as %s", (path, problem) => {
    expect(pathProblem(path)).toBe(problem);
  });
});
