import type { ISpectralDiagnostic, Ruleset } from "@stoplight/spectral-core";
import { Document, Spectral } from "@stoplight/spectral-core";
import * as Parsers from "@stoplight/spectral-parsers";
import { Resolver } from "@stoplight/spectral-ref-resolver";
import { sortFindings } from "../automaton/result.ts";
import { documentationOf } from "../documentation.ts";
import type { Finding } from "../finding.ts";
import { severities, shownRange } from "../finding.ts";
import { Sources, type ReadFile } from "./sources.ts";

export interface SpectralRun {
  readonly findings: readonly Finding[];
  /** Paths of the files that `$ref`s led to, whether they are there or not. */
  readonly files: readonly string[];
}

/**
 * Lints a document with spectral-core itself: its answers, in our words for severities and places.
 * Cannot be interrupted; run it in a worker that can be.
 */
export async function lintWithSpectral(
  path: string,
  text: string,
  ruleset: Ruleset,
  readFile: ReadFile,
): Promise<SpectralRun> {
  const sources = new Sources(path, readFile);
  const spectral = new Spectral({ resolver: localResolver(sources) });
  spectral.setRuleset(ruleset);
  const results = await run(spectral, path, text, sources.root);
  const findings = results.map((result) => toFinding(result, sources));
  const areAsSorted = findings.every(({ range }, index) => range === results[index]?.range);
  return { findings: areAsSorted ? findings : sortFindings(findings), files: sources.files() };
}

/** JSON has a parser of its own, which is faster and as strict as JSON is. */
function run(spectral: Spectral, path: string, text: string, source: string): Promise<ISpectralDiagnostic[]> {
  return path.toLowerCase().endsWith(".json")
    ? spectral.run(new Document(text, Parsers.Json, source))
    : spectral.run(new Document(text, Parsers.Yaml, source));
}

function toFinding(result: ISpectralDiagnostic, sources: Sources): Finding {
  const code = String(result.code);
  const documentationUrl = documentationOf(code, result.documentationUrl);
  return {
    code,
    severity: severities[result.severity] ?? "hint",
    message: result.message,
    source: sources.pathOf(result.source),
    path: result.path,
    range: shownRange(result.range),
    ...(documentationUrl !== undefined && { documentationUrl }),
  };
}

/** References are followed on this machine only. */
function localResolver(sources: Sources): Resolver {
  const read = { resolve: (reference: { href(): string }) => sources.read(reference.href()) };
  return new Resolver({ resolvers: { file: read, http: read, https: read } });
}
