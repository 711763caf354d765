import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import { truthy } from "@stoplight/spectral-functions";
import { oas } from "@stoplight/spectral-rulesets";
import {
  lintOpaque,
  lintWithAutomaton,
} from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import { isSecurityFinding, type Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { LiveDocument } from "../../../../src/features/openapi/engine/lint/liveDocuments.ts";
import { findingsShown } from "./findingsShown.ts";
import { corpus } from "../automaton/corpus.ts";
import { edit, spliceOf, toChange, type Edit } from "./edits.ts";

const noFile = () => Promise.reject(new Error("There is no such file."));
const mayLeave = { mayLeave: true };
const nothing = { findings: 0, security: 0 };

/** Findings as text, in an order of their own. */
const inOrder = (findings: readonly Finding[]) =>
  findings
    .map(({ code, severity, message, source, path, range: { start, end }, documentationUrl }) =>
      JSON.stringify([code, severity, message, source, path, place(start), place(end), documentationUrl]),
    )
    .sort();
const place = ({ line, character }: Finding["range"]["start"]) => [line, character];

class Edited {
  readonly #path: string;
  readonly document: LiveDocument;
  text: string;

  constructor(path: string, text: string) {
    this.#path = path;
    this.document = new LiveDocument(path, text, 0);
    this.text = text;
  }

  edit(made: Edit): void {
    this.replace(spliceOf(this.text, made));
  }

  replace(splice: { readonly start: number; readonly end: number; readonly inserted: string }): void {
    const changes = [toChange(this.text, splice)];
    this.text = this.text.slice(0, splice.start) + splice.inserted + this.text.slice(splice.end);
    this.document.change({ since: 0, version: 0, changes, length: this.text.length });
  }

  /** What is shown at once; undefined when it is linted as a whole, or does not parse. */
  async typed(): Promise<readonly Finding[] | undefined> {
    const answer = await this.document.lint(ruleset, Infinity, mayLeave);
    return answer && !("syntax" in answer) ? findingsShown(answer) : undefined;
  }

  /** What is shown after a pause. */
  async paused(): Promise<{ readonly shown: readonly Finding[]; readonly count: number }> {
    const { findings, files } = await lintOpaque(this.#path, this.text, ruleset, this.document.left, noFile);
    const answer = this.document.takeRest({ findings, files, unlisted: nothing }, Infinity);
    return { shown: answer ? findingsShown(answer) : [], count: answer?.findings ?? 0 };
  }

  async cold(): Promise<readonly Finding[]> {
    const { signal } = new AbortController();
    return (await lintWithAutomaton(this.#path, this.text, ruleset, noFile, signal)).findings;
  }
}

/** A function that nobody knows, of a rule that is left. */
const seen = (value: unknown) => [{ message: `seen: ${JSON.stringify([value]).length}` }];
const leftRules = {
  "left-parents": { given: "$.paths[*][*]^", message: "{{path}}", then: { function: truthy } },
  "left-operations": { given: "$.paths[*][*]", severity: "error", then: { function: seen } },
  "left-schemas": { given: "$..properties[*]", then: { function: seen } },
  "left-document": { given: "$", then: { function: seen } },
  "left-sections": { given: ["$.info", "$.paths", "$.components.schemas"], then: { function: seen } },
  "left-unresolved": { given: "$..$ref", resolved: false, severity: "hint", then: { function: seen } },
};
const ruleset = new Ruleset(
  { extends: [oas as RulesetDefinition], rules: leftRules },
  {
    severity: "recommended",
    source: "/specs/.spectral.js",
  },
);
const isLeft = ({ code }: Finding) => code.startsWith("left-");
const sample = readFileSync("media/sample/openapi.yaml", "utf8");

describe("rules that are left to spectral-core", () => {
  const texts = [
    { path: "/specs/api.yaml", text: sample },
    ...Object.values(corpus).filter(({ files }) => !files),
  ];

  it("find after a pause what a lint from scratch finds", { timeout: 240_000 }, async () => {
    let joined = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(fc.record({ made: edit, isPause: fc.boolean() }), { minLength: 1, maxLength: 6 }),
        async ({ path, text }, edits) => {
          const edited = new Edited(path, text);
          await edited.typed();
          for (const [index, { made, isPause }] of edits.entries()) {
            edited.edit(made);
            if (!(await edited.typed()) || (!isPause && index < edits.length - 1)) continue;
            joined++;
            const { shown, count } = await edited.paused();
            const cold = await edited.cold();
            expect(inOrder(shown)).toEqual(inOrder(cold));
            expect(count).toBe(cold.length);
          }
        },
      ),
      { numRuns: Number(process.env["FC_RUNS"] ?? 100) },
    );
    expect(joined).toBeGreaterThan(10);
  });

  describe("while somebody types", () => {
    const text = `openapi: 3.0.3
info: {title: a, version: "1"}
paths:
  /a:
    get: {summary: x, responses: {}}
  /b:
    get: {summary: y, responses: {}}
`;
    it("have what they found last: moved with its piece, and not in a piece that changed", async () => {
      const edited = new Edited("/specs/api.yaml", text);
      await edited.typed();
      const before = await edited.paused();
      expect(before.count).toBe(before.shown.length);
      const found = before.shown.filter(isLeft);
      const of = (findings: readonly Finding[], path: string) =>
        findings.filter((finding) => isLeft(finding) && finding.path.includes(path));
      expect(of(found, "/a").length).toBeGreaterThan(0);
      expect(of(found, "/b").length).toBeGreaterThan(0);

      const at = text.indexOf("summary: x");
      edited.replace({ start: at, end: at, inserted: "description: z, " });
      edited.replace({ start: 0, end: 0, inserted: "# a comment\n" });
      const typed = (await edited.typed()) ?? [];
      expect(of(typed, "/a")).toEqual([]);
      expect(of(typed, "/b")).toEqual(
        of(found, "/b").map((finding) => ({
          ...finding,
          range: {
            start: { ...finding.range.start, line: finding.range.start.line + 1 },
            end: { ...finding.range.end, line: finding.range.end.line + 1 },
          },
        })),
      );
      const after = await edited.paused();
      expect(inOrder(after.shown)).toEqual(inOrder(await edited.cold()));
    });

    it("count with the findings that are not listed", async () => {
      const edited = new Edited("/specs/api.yaml", text);
      await edited.typed();
      const unlisted = { findings: 7, security: 2 };
      const known = edited.document.takeRest({ findings: [], files: [], unlisted }, Infinity);
      const shown = known ? findingsShown(known) : [];
      expect(known?.findings).toBe(shown.length + 7);
      expect(known?.security).toBe(shown.filter(isSecurityFinding).length + 2);
    });
  });
});
