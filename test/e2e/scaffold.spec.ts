import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startGeneratedService } from "../support/generatedService.ts";
import { createToken } from "../support/tokens.ts";
import { expect, sampleProject, test } from "./journey.ts";

test("the lens scaffolds a service that answers; its handlers are written, and survive a change of the description", async ({
  start,
}) => {
  const { workbench, folder } = await start({
    folder: sampleProject,
    without: ["api"],
    file: "openapi.yaml",
  });
  const handlers = join(folder, "api", "src", "handlers", "books");
  const handler = join(handlers, "list-books.ts");
  const description = join(folder, "openapi.yaml");

  await workbench.clickCodeLens("Scaffold all routes");
  await workbench.quickPickEntry("Choose folder").waitFor();
  await workbench.screenshot("scaffold-folder");
  await workbench.quickPick("new folder");
  await workbench.quickPickEntry("Koa 3").waitFor();
  await workbench.screenshot("scaffold-framework");
  await workbench.quickPick("Express 5");
  await workbench.refactorPreview().waitFor();
  await workbench.screenshot("scaffold-preview");
  await workbench.acceptRefactorPreview();
  await expect(workbench.notification(/Generated 14 route handlers/)).toBeVisible();
  await workbench.codeLens("0 of 14 operations implemented").waitFor();
  await workbench.screenshot("scaffold-done");

  await test.step("it compiles, starts and answers", async () => {
    const { token, environment } = await createToken();
    const service = await startGeneratedService(join(folder, "api"), environment);
    try {
      await expectAnswers(service.origin, token);
    } finally {
      await service.stop();
    }
  });

  await test.step("the lens of an operation leads to its handler, and says when it is written", async () => {
    await workbench.goTo(46);
    await workbench.clickCodeLens("not implemented");
    await workbench.editor("list-books.ts").waitFor();
    await workbench.screenshot("handler");
    const work = readFileSync(handler, "utf8").replace(
      'return notImplemented("listBooks");',
      "// two books, for a start\n  return { status: 404 };",
    );
    writeFileSync(handler, work);
    await workbench.runCommand("Senior Backend: Go to Operation");
    await workbench.codeLens("implemented in books/list-books.ts").waitFor();
    await workbench.screenshot("implemented");
  });

  await test.step("what was written survives a change of the description", async () => {
    const work = readFileSync(handler, "utf8");
    const changed = readFileSync(description, "utf8")
      .replace(
        "        - name: q\n",
        "        - name: language\n          in: query\n          schema: { type: string }\n        - name: q\n",
      )
      .replace("operationId: getBook\n", "operationId: findBook\n");
    writeFileSync(description, changed);
    await workbench.goTo(1);
    await workbench.codeLens("1 of 14 operations implemented").waitFor();

    await workbench.runCommand("Senior Backend: Scaffold Routes…");
    await workbench.quickPick("api");
    await workbench.quickPick("All operations");
    await workbench.refactorPreview().waitFor();
    await workbench.screenshot("regenerate-preview");
    await workbench.acceptRefactorPreview();
    await (await workbench.notifications(/Generated (1 route handler|\d+ files)/)).waitFor();
    const present = () => ["get-book.ts", "find-book.ts"].map((name) => existsSync(join(handlers, name)));
    await expect.poll(present).toEqual([false, true]);
    expect(readFileSync(handler, "utf8")).toBe(work);
    const problem = await workbench.problems("GET /books changed in the API description");
    await workbench.filterProblems("changed in the API description");
    await problem.waitFor();
    await workbench.screenshot("regenerate-problems");
  });
});

test("a preview that is discarded writes nothing; the palette scaffolds one operation", async ({ start }) => {
  const { workbench, folder } = await start({
    folder: sampleProject,
    without: ["api"],
    file: "openapi.yaml",
  });
  await workbench.clickCodeLens("Scaffold all routes");
  await workbench.quickPick("new folder");
  await workbench.quickPick("Express 5");
  await workbench.refactorPreview().waitFor();
  await workbench.page.getByRole("button", { name: "Discard" }).click();
  await workbench.refactorPreview().waitFor({ state: "hidden" });
  expect(existsSync(join(folder, "api"))).toBe(false);

  await workbench.runCommand("Senior Backend: Scaffold Routes…");
  await workbench.quickPick("new folder");
  await workbench.quickPick("Koa 3");
  await workbench.quickPickEntry("All operations").waitFor();
  await workbench.screenshot("scaffold-operations");
  await workbench.quickPick("POST /books,");
  await workbench.acceptRefactorPreview();
  await expect(workbench.notification("Generated 1 route handler, ")).toBeVisible();
  expect(existsSync(join(folder, "api", "src", "handlers", "books", "create-book.ts"))).toBe(true);
  expect(existsSync(join(folder, "api", "src", "handlers", "orders"))).toBe(false);
});

/** What every scaffolded service answers before a handler is written. */
async function expectAnswers(origin: string, token: string): Promise<void> {
  const unknown = await fetch(`${origin}/no-such-path`);
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ error: { code: "not_found" }, meta: {} });

  const body = JSON.stringify({ items: "none" });
  const credentials = { authorization: `Bearer ${token}` };
  const headers = { "content-type": "application/json", ...credentials };
  const invalid = await fetch(`${origin}/orders`, { method: "POST", headers, body });
  expect(invalid.status).toBe(400);
  const { error } = (await invalid.json()) as { error: { details: { field: string; message: string }[] } };
  expect(error.details.map(({ field }) => field)).toContain("body.items");

  const uninvited = await fetch(`${origin}/books`);
  expect([uninvited.status, uninvited.headers.get("www-authenticate")]).toEqual([
    401,
    'ApiKey in="query", name="api_key", Bearer',
  ]);

  const unwritten = await fetch(`${origin}/books`, { headers: credentials });
  expect(unwritten.status).toBe(501);
  expect(await unwritten.json()).toMatchObject({ error: { code: "NOT_IMPLEMENTED" }, meta: {} });
}
