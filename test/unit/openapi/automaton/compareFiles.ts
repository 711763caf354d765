import type { Ruleset } from "@stoplight/spectral-core";
import { expect } from "vitest";
import { lintWithAutomaton } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import type { Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { lintWithSpectral } from "../../../../src/features/openapi/engine/lint/spectral.ts";
import type { Description } from "./compare.ts";

/**
 * Lints a description in several files with both engines and expects the same of them, but for references to nowhere in
 * other files than the first, which spectral-core places in the wrong one.
 * @returns whether spectral-core was asked for help.
 */
export async function expectSameFindings(
  { path, text, files = {} }: Description,
  ruleset: Ruleset,
): Promise<"alone" | "with help"> {
  const readFile = (file: string) =>
    file in files ? Promise.resolve(files[file] ?? "") : Promise.reject(new Error("There is no such file."));
  let help: "alone" | "with help" = "alone";
  const { signal } = new AbortController();
  const ours = await lintWithAutomaton(path, text, ruleset, readFile, signal, () => (help = "with help"));
  const theirs = await lintWithSpectral(path, text, ruleset, readFile);
  expect(inWords(ours.findings, path)).toEqual(inWords(theirs.findings, path));
  expect([...ours.files].sort()).toEqual([...theirs.files].sort());
  return help;
}

function inWords(findings: readonly Finding[], root: string): readonly string[] {
  return findings.map((finding) => inWordsOf(finding, root)).sort();
}

function inWordsOf({ code, message, severity, source, path, range }: Finding, root: string): string {
  if (code === "invalid-ref") return JSON.stringify({ code, message, severity });
  if (code === "parser" && source !== root)
    // spectral-core names the key once more with each step.
    return JSON.stringify({
      code,
      message: message.replace(/(Duplicate key: \w+)(: \w+)+/, "$1"),
      source,
      path,
    });
  return JSON.stringify({ code, message, severity, source, path, range });
}
