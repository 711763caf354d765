import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startApp } from "./startApp.ts";
import type { StartedApp } from "./startApp.ts";

let app: StartedApp;

before(async () => {
  app = await startApp();
});
after(() => app.close());

test("the process is alive and ready", async () => {
  for (const path of ["/livez", "/readyz"]) assert.equal((await fetch(app.origin + path)).status, 200);
});

test("an unknown path answers 404 with the request's id", async () => {
  const response = await fetch(`${app.origin}/there-is-no-such-path`, {
    headers: { "x-request-id": "test-0001" },
  });
  assert.equal(response.status, 404);
  assert.equal(response.headers.get("x-request-id"), "test-0001");
  assert.match(response.headers.get("content-type") ?? "", /json/);
  assert.equal(typeof (await response.json()), "object");
});
