import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "../support/vscode/server.ts";
import { seeFindings } from "./findings.ts";
import { test } from "./journey.ts";

test("the packaged and installed extension shows findings and lenses", async ({ start }) => {
  execFileSync("npm", ["run", "package"], { cwd: repository, shell: process.platform === "win32" });
  const vsix = join(repository, "senior-backend.vsix");
  await seeFindings(start, "packaged", { install: { vsix } });
});
