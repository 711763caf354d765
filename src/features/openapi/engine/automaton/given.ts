import { type JsonPathNode, parse } from "nimma/parser";
import { compileFilter, type Filter } from "./filter.ts";
import { readParentGiven } from "./parentGiven.ts";

/** What one step of a JSONPath asks of a child: its key, its index, or a condition on it. */
export type Test =
  | { readonly kind: "any" }
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "slice"; readonly start: number; readonly end: number }
  | { readonly kind: "filter"; readonly filter: Filter };

export interface Step {
  readonly test: Test;
  /** Whether the step looks at all descendants (`..`) instead of the children. */
  readonly deep: boolean;
}

/** A `given` path that depends on nothing but the way from the root. */
export interface Given {
  readonly steps: readonly Step[];
  /** Whether the match is the key instead of the value (`~`). */
  readonly keyed: boolean;
  /** Whether ways are spelled with quotes on their way to the rule, so that names with quotes get lost. */
  readonly quoted: boolean;
}

/**
 * Reads a `given` path. Undefined when it is one that needs Nimma itself: parents (`^`), conditions on the way
 * instead of the value, forms that Nimma hands to jsonpath-plus, and those where it deviates from JSONPath.
 */
export function readGiven(expression: string): Given | undefined {
  const nodes = parsed(expression);
  if (!nodes) {
    const steps = readParentGiven(expression);
    return steps && { steps, keyed: false, quoted: true };
  }
  const keyed = nodes.at(-1)?.type === "KeyExpression";
  const steps = readSteps(keyed ? nodes.slice(0, -1) : nodes);
  return steps && isPlain(steps) && !(keyed && steps.length === 0)
    ? { steps, keyed, quoted: false }
    : undefined;
}

function parsed(expression: string): JsonPathNode[] | undefined {
  try {
    return parse(expression);
  } catch {
    return undefined;
  }
}

function readSteps(nodes: readonly JsonPathNode[]): readonly Step[] | undefined {
  const steps: Step[] = [];
  // Nimma reads `..*.x` as `..x`: a deep wildcard that is not the last step only passes its depth on.
  let deep = false;
  for (const [index, node] of nodes.entries()) {
    if (node.type === "WildcardExpression" && node.deep && index < nodes.length - 1) {
      deep = true;
      continue;
    }
    const test = readTest(node);
    if (!test) return undefined;
    steps.push({ test, deep: deep || node.deep === true });
    deep = false;
  }
  return steps;
}

function readTest({ type, value }: JsonPathNode): Test | undefined {
  switch (type) {
    case "WildcardExpression":
      return { kind: "any" };
    case "MemberExpression":
      return { kind: "names", names: [String(value)] };
    case "MultipleMemberExpression":
      return { kind: "names", names: (value as unknown[]).map(String) };
    case "SliceExpression":
      return readSlice(value as readonly number[]);
    case "ScriptFilterExpression": {
      const filter = compileFilter(String(value));
      return filter && { kind: "filter", filter };
    }
    default:
      return undefined;
  }
}

function readSlice([start = 0, end = Infinity, step = 1]: readonly number[]): Test | undefined {
  return start >= 0 && end >= 0 && step === 1 ? { kind: "slice", start, end } : undefined;
}

/** Tells whether Nimma gives a path the meaning that it has in JSONPath. */
function isPlain(steps: readonly Step[]): boolean {
  const depths = steps.flatMap(({ deep }, index) => (deep ? [index] : []));
  const [first = steps.length] = depths;
  if (!isPlainPrefix(steps.slice(0, first), steps.length)) return false;
  if (depths.length === 0) return isPlainWay(steps);
  if (depths.length === 1) return first === steps.length - 1 || !steps.slice(first).some(isSlice);
  return first <= 1 && depths.length === steps.length - first && isPlainChain(steps.slice(first));
}

/** A condition on the first of several steps is asked of the last value instead. */
function isPlainPrefix(prefix: readonly Step[], length: number): boolean {
  return prefix[0]?.test.kind !== "filter" || length === 1;
}

/** Ways of names only are read as properties, those of JavaScript's own objects included. */
function isPlainWay(steps: readonly Step[]): boolean {
  const names = steps.flatMap(({ test }) => (test.kind === "names" ? test.names : []));
  return !names.some((name) => name === "length" || name in Object.prototype);
}

/** `..a..b..[?()]`: single names, then a name or a condition. */
function isPlainChain(steps: readonly Step[]): boolean {
  return steps.every(({ test }, index) => {
    const isLast = index === steps.length - 1;
    if (test.kind === "filter") return isLast;
    return test.kind === "names" && test.names.length === 1 && (isLast || !isIndex(test.names[0] ?? ""));
  });
}

function isSlice({ test }: Step): boolean {
  return test.kind === "slice";
}

function isIndex(name: string): boolean {
  return name !== "" && Number.isSafeInteger(Number(name));
}
