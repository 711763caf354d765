import { getDiagnosticSeverity, type Ruleset } from "@stoplight/spectral-core";
import { shownRange, type Finding, type Range } from "../finding.ts";
import { inFile } from "./files.ts";
import type { ReadFiles } from "./readFiles.ts";
import { sortFindings, toFinding, type Result } from "./result.ts";

/** Gathers results, each once, and gives them their places. */
export class Collector {
  readonly #files: ReadFiles;
  readonly #seen = new Set<string>();
  readonly #findings: Finding[] = [];

  constructor(files: ReadFiles) {
    this.#files = files;
  }

  add(result: Result, range?: Range): void {
    const { code, path, message } = result;
    const place = path.length > 0 ? JSON.stringify(path) : JSON.stringify(range ?? this.#rangeOf(path));
    const fingerprint = `${code}${place}${message}`;
    if (this.#seen.has(fingerprint)) return;
    this.#seen.add(fingerprint);
    this.#findings.push(toFinding(result, this.#files.pathOf, range ?? this.#rangeOf(path)));
  }

  /** Complaints of the parser; some have a severity that rulesets set. */
  addParserProblems({ parserOptions }: Ruleset): void {
    for (const { code, message, path, range, severity } of this.#files.root.problems) {
      if (code !== "parser") continue;
      const setting = message.startsWith("Mapping key must be a string scalar rather than")
        ? parserOptions.incompatibleValues
        : message.startsWith("Duplicate key")
          ? parserOptions.duplicateKeys
          : undefined;
      const actual = setting === undefined ? severity : getDiagnosticSeverity(setting);
      if (actual !== -1) this.add({ code, message, path: path.map(String), severity: actual }, range);
    }
    for (const [file, read] of this.#files.others) {
      if ("problem" in read) continue;
      for (const { code, message, path, range, severity } of read.problems)
        if (code === "parser")
          this.add({ code, message, path: [file, ...path.map(String)], severity }, range);
    }
  }

  /** Where the value at a path starts in its file. */
  startOf(path: readonly string[]): Range["start"] {
    return this.#rangeOf(path).start;
  }

  findings(): readonly Finding[] {
    return sortFindings(this.#findings);
  }

  #rangeOf(path: readonly string[]): Range {
    const zero = { line: 0, character: 0 };
    const { file, path: inside } = inFile(path);
    const read = file === undefined ? this.#files.root : this.#files.others.get(file);
    const range = read && "data" in read ? read.rangeOf(inside) : undefined;
    return shownRange(range ?? { start: zero, end: zero });
  }
}
