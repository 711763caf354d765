import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lintWithAutomaton } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import type { Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { LiveDocument } from "../../../../src/features/openapi/engine/lint/liveDocuments.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import type { Description } from "../automaton/compare.ts";
import { fileCorpus, fileCircles } from "../automaton/fileCorpus.ts";
import { generatedFiles } from "../automaton/generatedFiles.ts";
import { writtenRulesets } from "../automaton/rulesets.ts";
import { edit, spliceOf, toChange, type Edit } from "./edits.ts";
import { findingsShown } from "./findingsShown.ts";

const rulesets: Readonly<Record<string, () => Ruleset>> = {
  "the built-in rules": builtInRuleset,
  "spectral:oas": () => new Ruleset({ extends: [oas as RulesetDefinition] }),
  "deep paths": writtenRulesets["deep paths"] ?? builtInRuleset,
};

interface FileEdit {
  /** Which of the files: 0 is the document itself. */
  readonly file: number;
  readonly made: Edit;
  readonly isDeletion: boolean;
}

/** How often edits were answered without looking at the whole document. */
interface Tally {
  live: number;
  whole: number;
}

/** A description in several files that is edited, and kept linted. */
class EditedFiles {
  readonly #path: string;
  readonly #files: Map<string, string>;
  readonly #document: LiveDocument;
  readonly #ruleset: Ruleset;
  #version = 0;
  readonly #changes = new Map<string, number>();
  #lastChange = 0;

  constructor({ path, text, files = {} }: Description, ruleset: Ruleset) {
    this.#path = path;
    this.#files = new Map([[path, text], ...Object.entries(files)]);
    this.#document = new LiveDocument(path, text, 0);
    this.#ruleset = ruleset;
  }

  make({ file, made, isDeletion }: FileEdit): void {
    const paths = [...this.#files.keys()];
    const path = paths[file % paths.length] ?? this.#path;
    const text = this.#files.get(path) ?? "";
    const splice = spliceOf(text, made);
    const next = text.slice(0, splice.start) + splice.inserted + text.slice(splice.end);
    if (path === this.#path) {
      const since = this.#version++;
      const changes = [toChange(text, splice)];
      this.#document.change({ since, version: this.#version, changes, length: next.length });
    } else this.#changes.set(path, ++this.#lastChange);
    if (isDeletion && path !== this.#path) this.#files.delete(path);
    else this.#files.set(path, next);
  }

  async expectSame(tally: Tally): Promise<readonly Finding[] | undefined> {
    const readFile = (path: string): Promise<string> => {
      const text = this.#files.get(path);
      return text === undefined ? Promise.reject(new Error("There is no such file.")) : Promise.resolve(text);
    };
    const answer = await this.#document.lint(this.#ruleset, Infinity, {
      readFile,
      changes: { since: 0, files: this.#changes },
    });
    if (!answer || "syntax" in answer) {
      tally.whole++;
      return undefined;
    }
    tally.live++;
    const { signal } = new AbortController();
    const text = this.#files.get(this.#path) ?? "";
    const { findings, files } = await lintWithAutomaton(this.#path, text, this.#ruleset, readFile, signal);
    const shown = findingsShown(answer);
    expect(inOrder(shown)).toEqual(inOrder(findings));
    expect(answer.findings).toBe(findings.length);
    for (const file of files) expect(this.#document.files).toContain(file);
    return shown;
  }
}

function inOrder(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => JSON.stringify(finding)).sort();
}

const corpus = { ...fileCorpus, ...fileCircles };
const fileEdit = fc.record({
  file: fc.nat(5),
  made: edit,
  isDeletion: fc.nat(9).map((number) => number === 0),
});
const numRuns = Number(process.env["FC_RUNS"] ?? 60);

describe("after any edits of any file", () => {
  it.each(Object.keys(rulesets))(
    "findings are those of a lint from scratch: %s",
    { timeout: 240_000 },
    async (key) => {
      const tally = { live: 0, whole: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.constantFrom(...Object.values(corpus)), generatedFiles),
          fc.array(fileEdit, { minLength: 1, maxLength: 8 }),
          async (description, edits) => {
            const edited = new EditedFiles(description, rulesets[key]?.() ?? builtInRuleset());
            await edited.expectSame(tally);
            for (const made of edits) {
              edited.make(made);
              await edited.expectSame(tally);
            }
          },
        ),
        { numRuns },
      );
      expect(tally.live).toBeGreaterThan(numRuns);
    },
  );
});

// Which of two keys counts is for spectral-core to say.
const usual = Object.entries(corpus).filter(([name]) => !name.startsWith("duplicate keys"));

describe.each(usual)("%s", (_, description) => {
  it("is linted without spectral-core", async () => {
    const tally = { live: 0, whole: 0 };
    await new EditedFiles(description, builtInRuleset()).expectSame(tally);
    expect(tally).toEqual({ live: 1, whole: 0 });
  });
});
