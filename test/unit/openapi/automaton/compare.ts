import type { Ruleset } from "@stoplight/spectral-core";
import { expect } from "vitest";
import {
  lintExpressible,
  lintWithAutomaton,
} from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import type { Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { lintWithSpectral } from "../../../../src/features/openapi/engine/lint/spectral.ts";

export interface Description {
  readonly path: string;
  readonly text: string;
  /** Files that it refers to, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Lints a description with both engines and expects the same of them, down to ranges and order. */
export async function expectSameFindings(
  { path, text, files = {} }: Description,
  ruleset: Ruleset,
): Promise<readonly Finding[]> {
  const readFile = (file: string) =>
    file in files ? Promise.resolve(files[file] ?? "") : Promise.reject(new Error("There is no such file."));
  const signal = new AbortController().signal;
  const ours = await outcome(lintWithAutomaton(path, text, ruleset, readFile, signal));
  const theirs = await outcome(lintWithSpectral(path, text, ruleset, readFile));
  expect(ours).toEqual(theirs);
  return Array.isArray(ours) ? (ours as readonly Finding[]) : [];
}

async function outcome(run: ReturnType<typeof lintWithSpectral>): Promise<readonly Finding[] | string> {
  return await run.then(({ findings }) => findings, String);
}

/** Tells whether the automaton needs no help with a description, and which rules it leaves to spectral-core. */
export function leftToSpectral({ path, text }: Description, ruleset: Ruleset): readonly string[] | string {
  try {
    return lintExpressible(path, text, ruleset).opaque.map(({ name }) => name);
  } catch (error) {
    return String(error);
  }
}
