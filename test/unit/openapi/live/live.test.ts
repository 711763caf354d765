import { readFileSync } from "node:fs";
import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { lintWithAutomaton } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import type { Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { LiveDocument } from "../../../../src/features/openapi/engine/lint/liveDocuments.ts";
import { findingsShown } from "./findingsShown.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { corpus } from "../automaton/corpus.ts";
import { generatedDescription } from "../automaton/generatedDescription.ts";
import { writtenRulesets } from "../automaton/rulesets.ts";
import { edit, spliceOf, toChange, type Edit } from "./edits.ts";

const rulesets: Readonly<Record<string, () => Ruleset>> = {
  "the built-in rules": builtInRuleset,
  "spectral:oas": () => new Ruleset({ extends: [oas as RulesetDefinition] }),
  "fixed paths": writtenRulesets["fixed paths"] ?? builtInRuleset,
  "deep paths": writtenRulesets["deep paths"] ?? builtInRuleset,
  conditions: writtenRulesets["conditions"] ?? builtInRuleset,
  "paths over the unresolved document":
    writtenRulesets["paths over the unresolved document"] ?? builtInRuleset,
  "formats, aliases and overrides": writtenRulesets["formats, aliases and overrides"] ?? builtInRuleset,
};

interface Text {
  readonly path: string;
  readonly text: string;
}

/** How often edits were answered without looking at the whole document. */
interface Tally {
  live: number;
  whole: number;
}

/** Edits a text step by step, and expects after each step what a lint from scratch finds. */
async function expectSameAfterEdits(
  { path, text: start }: Text,
  edits: readonly Edit[],
  ruleset: Ruleset,
  tally: Tally,
): Promise<void> {
  const document = new LiveDocument(path, start, 0);
  let text = start;
  await compare(document, path, text, ruleset, tally);
  for (const [index, change] of edits.entries()) {
    const made = spliceOf(text, change);
    const next = text.slice(0, made.start) + made.inserted + text.slice(made.end);
    const source = {
      since: index,
      version: index + 1,
      changes: [toChange(text, made)],
      length: next.length,
    };
    expect(document.change(source)).toBe(true);
    expect(document.text).toBe(next);
    text = next;
    await compare(document, path, text, ruleset, tally);
  }
}

async function compare(
  document: LiveDocument,
  path: string,
  text: string,
  ruleset: Ruleset,
  tally: Tally,
): Promise<void> {
  const answer = await document.lint(ruleset, Infinity);
  if (!answer) {
    tally.whole++;
    return;
  }
  tally.live++;
  const { signal } = new AbortController();
  const noFile = () => Promise.reject(new Error("There is no such file."));
  const run = lintWithAutomaton(path, text, ruleset, noFile, signal);
  if ("syntax" in answer) {
    // spectral-core may fail on what it made of a broken text.
    const isBroken = run.then(
      ({ findings }) => findings.some(({ code, severity }) => code === "parser" && severity === "error"),
      () => true,
    );
    expect(await isBroken).toBe(true);
  } else {
    const { findings } = await run;
    expect(inOrder(findingsShown(answer))).toEqual(inOrder(findings));
    expect(answer.findings).toBe(findings.length);
  }
}

function inOrder(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => JSON.stringify(finding)).sort();
}

const sample = readFileSync("media/sample/openapi.yaml", "utf8");
const texts: readonly Text[] = [
  { path: "/specs/api.yaml", text: sample },
  ...Object.values(corpus).filter(({ files }) => !files),
];
const written = fc.constantFrom(...texts);
const generated = fc
  .tuple(generatedDescription, fc.boolean())
  .map(([value, asJson]) =>
    asJson
      ? { path: "/specs/api.json", text: `${JSON.stringify(value, null, 2)}\n` }
      : { path: "/specs/api.yaml", text: stringify(value, { aliasDuplicateObjects: false }) },
  );
const withLineEnds = fc
  .tuple(fc.oneof(written, generated), fc.boolean())
  .map(([{ path, text }, isWindows]) => ({
    path,
    text: isWindows ? text.replaceAll(/\r?\n/g, "\r\n") : text,
  }));

const numRuns = Number(process.env["FC_RUNS"] ?? 60);

describe("after any edits", () => {
  it.each(Object.keys(rulesets))(
    "findings are those of a lint from scratch: %s",
    { timeout: 240_000 },
    async (key) => {
      const ruleset = rulesets[key]?.() ?? builtInRuleset();
      const tally = { live: 0, whole: 0 };
      await fc.assert(
        fc.asyncProperty(
          withLineEnds,
          fc.array(edit, { minLength: 1, maxLength: 12 }),
          async (text, edits) => {
            await expectSameAfterEdits(text, edits, ruleset, tally);
          },
        ),
        { numRuns },
      );
      expect(tally.live).toBeGreaterThan(numRuns);
    },
  );
});

const small =
  'openapi: 3.0.0\ninfo: {title: a, version: "1"}\npaths:\n  /a:\n    get:\n      responses: {}\ncomponents: {}\n';

/** Types behind a place in the small description, and expects what a lint from scratch finds. */
async function expectSameAfterTyping(place: string, inserted: string, ruleset: Ruleset): Promise<void> {
  const offset = small.indexOf(place) + place.length;
  const typed: Edit = { kind: "type", at: (offset + 0.5) / (small.length + 1), inserted };
  expect(spliceOf(small, typed).start).toBe(offset);
  const tally = { live: 0, whole: 0 };
  await expectSameAfterEdits({ path: "/specs/api.yaml", text: small }, [typed], ruleset, tally);
}

it.each(["paths:", "  /a:", "    get:"])("sees what the parser minds behind a key: %s", async (key) => {
  const ruleset = rulesets["fixed paths"]?.() ?? builtInRuleset();
  for (const inserted of ["#", "\t", "\t# c", " # c"]) await expectSameAfterTyping(key, inserted, ruleset);
});

it("has what a line at the end of an object is added to end there", async () => {
  const ruleset = rulesets["formats, aliases and overrides"]?.() ?? builtInRuleset();
  await expectSameAfterTyping("      responses: {}\n", "      description: d\n", ruleset);
});
