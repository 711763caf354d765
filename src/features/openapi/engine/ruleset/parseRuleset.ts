import { parseTree, getNodeValue, findNodeAtLocation, type ParseError } from "jsonc-parser";
import { isNode, parseDocument } from "yaml";
import type { Position, Range } from "../finding.ts";
import { lineIndex } from "../../../../shared/lineIndex.ts";
import { RulesetProblem } from "./problem.ts";

/** A ruleset file as it is written, and where its parts stand. */
export interface ParsedRuleset {
  readonly value: Readonly<Record<string, unknown>>;
  /** Range of the value at a path, or of the nearest part above it that exists. */
  readonly rangeOf: (path: readonly (string | number)[]) => Range;
}

/**
 * Parses a ruleset in YAML or JSON.
 * @throws RulesetProblem when the text is neither, or is no mapping.
 */
export function parseRuleset(file: string, text: string): ParsedRuleset {
  const parsed = file.toLowerCase().endsWith(".json")
    ? parseJsonRuleset(file, text)
    : parseYamlRuleset(file, text);
  if (!isRecord(parsed.value))
    throw new RulesetProblem(file, "A ruleset is a mapping with rules, extends or overrides.");
  return { value: parsed.value, rangeOf: parsed.rangeOf };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Parsed {
  readonly value: unknown;
  readonly rangeOf: ParsedRuleset["rangeOf"];
}

function parseYamlRuleset(file: string, text: string): Parsed {
  const document = parseDocument(text, { merge: true, uniqueKeys: false });
  const lines = lineIndex(text);
  const at = (offset: number): Position => lines.positionAt(offset);
  const [error] = document.errors;
  if (error) {
    const range = { start: at(error.pos[0]), end: at(error.pos[1]) };
    throw new RulesetProblem(file, `The ruleset is not valid YAML: ${firstSentence(error.message)}`, range);
  }
  return {
    value: document.toJS(),
    rangeOf: nearest((path) => {
      const node = path.length === 0 ? document.contents : document.getIn(path, true);
      return isNode(node) && node.range ? { start: at(node.range[0]), end: at(node.range[1]) } : undefined;
    }),
  };
}

function parseJsonRuleset(file: string, text: string): Parsed {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const lines = lineIndex(text);
  const at = (offset: number): Position => lines.positionAt(offset);
  const [error] = errors;
  if (!tree || error) {
    const offset = error?.offset ?? 0;
    const range = { start: at(offset), end: at(offset + (error?.length ?? 0)) };
    throw new RulesetProblem(file, "The ruleset is not valid JSON here.", range);
  }
  return {
    value: getNodeValue(tree),
    rangeOf: nearest((path) => {
      const node = findNodeAtLocation(tree, [...path]);
      return node && { start: at(node.offset), end: at(node.offset + node.length) };
    }),
  };
}

const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function nearest(rangeOf: (path: readonly (string | number)[]) => Range | undefined): Parsed["rangeOf"] {
  return (path) => {
    for (let length = path.length; length >= 0; length--) {
      const range = rangeOf(path.slice(0, length));
      if (range) return range;
    }
    return startOfFile;
  };
}

/** yaml's messages go on with a picture of the place; people see the place itself. */
function firstSentence(message: string): string {
  return message.replace(/ at line \d+, column \d+:[\s\S]*$/, "");
}
