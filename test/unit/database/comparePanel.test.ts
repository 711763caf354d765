import { afterAll, describe, expect, it } from "vitest";
import { readSavedComparison } from "../../../src/features/database/host/compare/readPage.ts";
import { openQuestions } from "../../../src/features/database/host/compare/comparisonView.ts";
import { changeGroups, nameInSource } from "../../../src/features/database/engine/view/changeGroups.ts";
import { stepViews } from "../../../src/features/database/engine/view/stepViews.ts";
import { compareTexts } from "../../support/postgres/proofs.ts";
import { builtShadow } from "../../support/postgres/shadow.ts";

const shadow = builtShadow();
afterAll(() => shadow.dispose());

describe("what the panel shows of a comparison", { timeout: 60_000 }, () => {
  it("is a tree with losses first, details in words, and renames by both names", async () => {
    const { diff, plan } = await compareTexts(
      shadow,
      `create table customers (id int, note text);
       create table legacy (id int);
       create table orders (id int not null, total numeric(8,2), state text);
       create function f() returns int language sql as 'select 1';`,
      `create table people (id int, remark text);
       create table orders (id bigint not null, total numeric(10,2), placed timestamptz default now() not null);
       create index orders_placed on orders (placed desc);
       create function f() returns int language sql as 'select 2';`,
      [
        { from: "table public.customers", to: "table public.people" },
        { from: "column public.customers.note", to: "column public.people.remark" },
      ],
    );
    const lines = changeGroups(diff).flatMap(({ title, kind, own, parts }) => [
      `${own?.action ?? "·"} ${kind} ${title}${own?.detail ? ` | ${own.detail}` : ""}${own?.loss ? " | data!" : ""}`,
      ...parts.map(
        ({ action, kind: what, name, detail, loss }) =>
          `  ${action} ${what} ${name} | ${detail}${loss ? " | data!" : ""}`,
      ),
    ]);
    expect(lines).toEqual([
      "removed table legacy | data!",
      "· table orders",
      "  removed column state | text | data!",
      "  changed column id | type integer → bigint",
      "  changed column total | type numeric(8,2) → numeric(10,2)",
      "  added column placed | timestamp with time zone default now() not null",
      "  added index orders_placed | (placed DESC)",
      "renamed table people | was customers",
      "  renamed column remark | was note",
      expect.stringMatching(/^changed function f\(\)/) as string,
    ]);
    expect(nameInSource("table public.people", diff)).toBe("table public.customers");
    const steps = stepViews(plan.up);
    expect(steps.map(({ transaction }) => transaction)).toContain("outside");
    const statements = steps.flatMap((step) => step.statements);
    expect(statements.find(({ sql }) => sql.includes("bigint"))).toMatchObject({
      lock: "ACCESS EXCLUSIVE",
      table: "public.orders",
      blocks: "reads and writes",
      work: "rewrites",
    });
  });
});

describe("what the panel is asked", () => {
  const candidates = [
    { from: "column t.a", to: "column t.b", reason: "", likeness: 1, ambiguous: true },
    { from: "column t.a", to: "column t.c", reason: "", likeness: 1, ambiguous: true },
  ];

  it("leaves a question open until it is answered", () => {
    const answers = [{ from: "column t.a", to: "column t.b", isRename: false }];
    expect(openQuestions({ candidates }, []).map(({ to }) => to)).toEqual(["column t.b", "column t.c"]);
    expect(openQuestions({ candidates }, answers).map(({ to }) => to)).toEqual(["column t.c"]);
  });
});

describe("what a page kept over a reload", () => {
  const from = { kind: "connection", connectionId: "1" };
  const to = { kind: "files", path: "/project/schema.sql", label: "schema.sql" };
  const answer = { from: "table a", to: "table b", isRename: true };

  it("is read back", () => {
    const saved = { from, to, answers: [answer], tool: "goose" };
    expect(readSavedComparison(saved)).toEqual(saved);
  });

  it.each([
    ["nothing", undefined],
    ["no sides", { answers: [] }],
    ["a relative path", { from, to: { ...to, path: "../../etc" }, answers: [], tool: null }],
    ["another kind", { from: { kind: "url", connectionId: "x" }, to, answers: [], tool: null }],
    ["a connection that is no text", { from: { kind: "connection", connectionId: {} }, to }],
  ])("is refused: %s", (_, saved) => {
    expect(readSavedComparison(saved)).toBeUndefined();
  });

  it("loses what is no answer and no tool", () => {
    const answers = [answer, { from: 1 }, null, { ...answer, isRename: "yes" }];
    expect(readSavedComparison({ from, to, answers, tool: "rm" })).toEqual({
      from,
      to,
      answers: [answer],
      tool: null,
    });
  });
});
