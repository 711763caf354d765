import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { lintExpressible } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import { severities, type Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { LiveDocument } from "../../../../src/features/openapi/engine/lint/liveDocuments.ts";
import { ShownReceiver } from "../../../../src/features/openapi/engine/lint/shownFindings.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { edit, spliceOf, toChange, type Splice } from "./edits.ts";

const path = "/specs/api.yaml";
const sample = readFileSync("media/sample/openapi.yaml", "utf8");
const ruleset = builtInRuleset();

/** A document in its thread, and what the owner of the thread knows of it. */
class Pair {
  readonly #document: LiveDocument;
  readonly #limit: number;
  text: string;
  receiver = new ShownReceiver();
  /** Findings that crossed with the last answer. */
  crossed = 0;

  constructor(text: string, limit: number) {
    this.#document = new LiveDocument(path, text, 0);
    this.#limit = limit;
    this.text = text;
  }

  change(splice: Splice): void {
    const { start, end, inserted } = splice;
    const changes = [toChange(this.text, splice)];
    this.text = this.text.slice(0, start) + inserted + this.text.slice(end);
    this.#document.change({ since: 0, version: 0, changes, length: this.text.length });
  }

  /** What is shown; undefined when the document has to be linted as a whole, or does not parse. */
  async shown(): Promise<readonly Finding[] | undefined> {
    const answer = await this.#document.lint(ruleset, this.#limit);
    if (!answer || "syntax" in answer) return undefined;
    const message = structuredClone(this.#document.sender.messageFor(answer, this.receiver.has));
    this.crossed = message.loose.length + message.fresh.flatMap(([, findings]) => findings).length;
    return this.receiver.take(message);
  }

  /** What is shown of a lint from scratch. */
  expected(): readonly Finding[] {
    const { findings } = lintExpressible(path, this.text, ruleset);
    return severities
      .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
      .slice(0, this.#limit);
  }
}

it("is what a lint from scratch shows, after any edits and for an owner that knows nothing", async () => {
  let shown = 0;
  const step = fc.record({ edit, forgets: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.nat(250), fc.array(step, { minLength: 1, maxLength: 8 }), async (limit, steps) => {
      const pair = new Pair(sample, limit);
      expect(await pair.shown()).toEqual(pair.expected());
      for (const { edit: made, forgets } of steps) {
        if (forgets) pair.receiver = new ShownReceiver();
        pair.change(spliceOf(pair.text, made));
        const findings = await pair.shown();
        if (!findings) continue;
        shown++;
        expect(findings).toEqual(pair.expected());
      }
    }),
    { numRuns: Number(process.env["FC_RUNS"] ?? 40) },
  );
  // Many edits break the document; some do not.
  expect(shown).toBeGreaterThan(10);
});

it("crosses as what is new, and stays the same objects where nothing is", async () => {
  const pair = new Pair(sample, 999);
  const before = (await pair.shown()) ?? [];
  expect(pair.crossed).toBe(before.length);
  const at = sample.indexOf("title:") + "title:".length;
  pair.change({ start: at, end: at, inserted: " x" });
  const after = (await pair.shown()) ?? [];
  expect(after).toEqual(pair.expected());
  expect(pair.crossed).toBeLessThan(before.length / 2);
  expect(after.filter((finding) => before.includes(finding)).length).toBeGreaterThan(before.length / 2);
});

it("moves with lines above it without crossing again", async () => {
  const pair = new Pair(sample, 999);
  const before = (await pair.shown()) ?? [];
  pair.change({ start: 0, end: 0, inserted: "# a comment\n" });
  const after = (await pair.shown()) ?? [];
  expect(after).toEqual(pair.expected());
  expect(after.at(-1)?.range.start.line).toBe((before.at(-1)?.range.start.line ?? 0) + 1);
  expect(pair.crossed).toBeLessThan(before.length / 2);
});
