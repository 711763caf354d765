import { parse } from "nimma/parser";
import { compileFilter, type Filter } from "./filter.ts";
import type { Step } from "./given.ts";
import { isContainer } from "./json.ts";

/**
 * Reads `$.a..b[*][?(…)]^.c`: what has a child that meets a condition, and the properties below it. Nimma leaves
 * these to jsonpath-plus. Undefined when it is another path.
 */
export function readParentGiven(expression: string): readonly Step[] | undefined {
  const [, before, condition, after] = /^(\$.+)\[\*\]\[\?\((.+)\)\]\^((?:\.\w+)+)$/.exec(expression) ?? [];
  if (before === undefined || condition === undefined || after === undefined) return undefined;
  const filter = compileFilter(condition);
  const way = readNames(before);
  const rest = readNames(`$${after}`);
  if (!filter || !way || !rest) return undefined;
  return [...way, { test: { kind: "filter", filter: anyChild(filter) }, deep: false }, ...rest];
}

function readNames(expression: string): readonly Step[] | undefined {
  try {
    const nodes = parse(expression);
    if (!nodes.every(({ type, value }) => type === "MemberExpression" && /^[a-z]\w*$/i.test(String(value))))
      return undefined;
    if (nodes.some(({ value }) => value === "length")) return undefined;
    return nodes.map(({ value, deep }) => ({
      test: { kind: "names", names: [String(value)] },
      deep: deep === true,
    }));
  } catch {
    return undefined;
  }
}

function anyChild(filter: Filter): Filter {
  return {
    source: `any child: ${filter.source}`,
    passesScalars: false,
    test: (value) => isContainer(value) && children(value).some(([key, child]) => meets(filter, child, key)),
  };
}

/**
 * Conditions that ask a value for what it has not do not hold. (jsonpath-plus gives the whole run up, so that one example
 * with a `name` that is an object leaves a description without findings.)
 */
function meets(filter: Filter, value: unknown, key: string | number): boolean {
  try {
    return filter.test(value, key);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function children(value: object): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value);
}
