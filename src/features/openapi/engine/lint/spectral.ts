import type { ISpectralDiagnostic, Ruleset } from "@stoplight/spectral-core";
import { Document, Spectral } from "@stoplight/spectral-core";
import * as Parsers from "@stoplight/spectral-parsers";
import { Resolver } from "@stoplight/spectral-ref-resolver";
import { sortFindings } from "../automaton/result.ts";
import { documentationOf } from "../documentation.ts";
import type { Finding } from "../finding.ts";
import { severities, shownRange } from "../finding.ts";

/** Reads a referenced file; throws when there is none. */
export type ReadFile = (path: string) => Promise<string>;

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

/** The name that Spectral knows a document by: its path, with what would end a URI's path escaped. */
export function sourceName(path: string): string {
  return path.replace(/[#?%]/g, encodeURIComponent);
}

/**
 * Spectral names documents by URI-like strings in which "#" and "?" end the path. Folders may have such names, so
 * documents go in escaped and come out as the paths that they are.
 */
class Sources {
  readonly root: string;
  readonly #paths = new Map<string, string>();
  /** Paths that were asked for, those of files that are not there yet too. */
  readonly #asked = new Set<string>();
  readonly #rootPath: string;
  readonly #readFile: ReadFile;

  constructor(rootPath: string, readFile: ReadFile) {
    this.#rootPath = rootPath;
    this.#readFile = readFile;
    this.root = sourceName(rootPath);
  }

  /** Reads a source as it is named, else with its escapes undone (`%20` in a `$ref`, "#" in a folder's name). */
  async read(source: string): Promise<string> {
    const decoded = decode(source);
    try {
      return await this.#readAs(source, source);
    } catch (error) {
      if (decoded === source) throw notRead(decoded, error);
    }
    return await this.#readAs(source, decoded).catch((error: unknown) => {
      throw notRead(decoded, error);
    });
  }

  pathOf(source: string | undefined): string {
    return source === undefined ? this.#rootPath : (this.#paths.get(source) ?? this.#rootPath);
  }

  files(): readonly string[] {
    return [...this.#asked];
  }

  async #readAs(source: string, path: string): Promise<string> {
    this.#asked.add(path);
    const text = await this.#readFile(path);
    this.#paths.set(source, path);
    return text;
  }
}

function decode(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

function notRead(path: string, cause: unknown): Error {
  return new Error(`'${path}' cannot be read: create the file or correct the $ref`, { cause });
}

/** References are followed on this machine only. */
function localResolver(sources: Sources): Resolver {
  const refuse = {
    resolve: (reference: { href(): string }) =>
      Promise.reject(
        new Error(`'${reference.href()}' is not fetched: save a copy next to the document and refer to that`),
      ),
  };
  return new Resolver({
    resolvers: {
      file: { resolve: (reference: { href(): string }) => sources.read(reference.href()) },
      http: refuse,
      https: refuse,
    },
  });
}
