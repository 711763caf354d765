import { parseExpression, type Expression } from "./expression.ts";
import { mayPassScalars } from "./scalars.ts";

/** A condition of a JSONPath, `?(…)`. May throw what the same condition throws in JavaScript. */
export interface Filter {
  readonly source: string;
  /** Whether the condition holds for a value at a key. */
  test(value: unknown, key: string | number): boolean;
  /** Whether it may hold for a string, a number or a boolean. */
  readonly passesScalars: boolean;
}

type Evaluate = (value: unknown, key: string | number) => unknown;

const filters = new Map<string, Filter | undefined>();

/** Compiles a condition; undefined when it asks for the way to the value, or for more than plain comparisons. */
export function compileFilter(source: string): Filter | undefined {
  if (!filters.has(source)) filters.set(source, compile(source));
  return filters.get(source);
}

function compile(source: string): Filter | undefined {
  try {
    const tree = parseExpression(source);
    const evaluate = compileNode(tree);
    return {
      source,
      test: (value, key) => Boolean(evaluate(value, key)),
      passesScalars: mayPassScalars(tree),
    };
  } catch {
    return undefined;
  }
}

class Unsupported extends Error {
  override readonly name = "Unsupported";
}

function compileNode(node: Expression): Evaluate {
  switch (node.type) {
    case "Literal":
      return constant(node["value"]);
    case "ArrayExpression":
      return compileArray(node["elements"] as Expression[]);
    case "Identifier":
      return compileIdentifier(String(node["name"]));
    case "UnaryExpression":
      return compileUnary(String(node["operator"]), compileNode(node["argument"] as Expression));
    case "LogicalExpression":
    case "BinaryExpression":
      return compileBinary(String(node["operator"]), node["left"] as Expression, node["right"] as Expression);
    case "MemberExpression":
      return compileMember(node);
    case "CallExpression":
      return compileCall(node);
    default:
      throw new Unsupported(node.type);
  }
}

function constant(value: unknown): Evaluate {
  return () => value;
}

function compileArray(elements: readonly Expression[]): Evaluate {
  if (!elements.every(({ type }) => type === "Literal")) throw new Unsupported("ArrayExpression");
  return constant(elements.map((element) => element["value"]));
}

const shorthands: Readonly<Record<string, Evaluate>> = {
  "@": (value) => value,
  "@property": (_, key) => key,
  "@string": (value) => typeof value === "string",
  "@number": (value) => typeof value === "number",
  "@boolean": (value) => typeof value === "boolean",
  "@scalar": (value) => value === null || typeof value !== "object",
  "@array": (value) => Array.isArray(value),
  "@null": (value) => value === null,
  "@object": (value) => value !== null && typeof value === "object",
  "@integer": (value) => Number.isInteger(value),
};

function compileIdentifier(name: string): Evaluate {
  if (name === "undefined") return constant(undefined);
  if (!Object.hasOwn(shorthands, name)) throw new Unsupported(name);
  return shorthands[name] ?? constant(undefined);
}

function compileUnary(operator: string, argument: Evaluate): Evaluate {
  switch (operator) {
    case "!":
      return (value, key) => !argument(value, key);
    case "-":
      return (value, key) => -(argument(value, key) as number);
    case "+":
      return (value, key) => Number(argument(value, key));
    case "void":
      return constant(undefined);
    default:
      throw new Unsupported(operator);
  }
}

type Compare = (left: unknown, right: unknown) => unknown;

const comparisons: Readonly<Record<string, Compare>> = {
  "===": (left, right) => left === right,
  "!==": (left, right) => left !== right,
  "==": (left, right) => left == right,
  "!=": (left, right) => left != right,
  "<": (left, right) => (left as number) < (right as number),
  ">": (left, right) => (left as number) > (right as number),
  "<=": (left, right) => (left as number) <= (right as number),
  ">=": (left, right) => (left as number) >= (right as number),
};

function compileBinary(operator: string, leftTree: Expression, rightTree: Expression): Evaluate {
  const left = compileNode(leftTree);
  if (operator === "~=") {
    const pattern = new RegExp(literalString(rightTree));
    return (value, key) => pattern.test(left(value, key) as string);
  }
  const right = compileNode(rightTree);
  if (operator === "&&") return (value, key) => left(value, key) && right(value, key);
  if (operator === "||")
    return (value, key) => {
      const first = left(value, key);
      if (first) return first;
      return right(value, key);
    };
  if (operator === "in") {
    if (rightTree.type !== "ArrayExpression") throw new Unsupported(operator);
    return (value, key) => (right(value, key) as unknown[]).includes(left(value, key));
  }
  const compare = comparisons[operator];
  if (!compare) throw new Unsupported(operator);
  return (value, key) => compare(left(value, key), right(value, key));
}

function literalString(tree: Expression): string {
  const { value } = tree;
  if (tree.type !== "Literal" || typeof value !== "string") throw new Unsupported("~=");
  return value;
}

function compileMember(node: Expression): Evaluate {
  if (node["optional"] === true) throw new Unsupported("?.");
  const object = compileNode(node["object"] as Expression);
  const property = node["property"] as Expression;
  const name = node["computed"] === true ? property["value"] : property["name"];
  const isLiteral = node["computed"] !== true || property.type === "Literal";
  if (!isLiteral || (typeof name !== "string" && typeof name !== "number")) throw new Unsupported("computed");
  if (node["computed"] !== true && /^(?:index|undefined|@.*)$/.test(String(name)))
    throw new Unsupported("index");
  return (value, key) => (object(value, key) as Record<string, unknown>)[name];
}

/** Methods that read without changing anything and run no code of anybody else's. */
const methods = new Set(
  "match test includes startsWith endsWith indexOf toLowerCase toUpperCase trim hasOwnProperty".split(" "),
);

function compileCall(node: Expression): Evaluate {
  const callee = node["callee"] as Expression;
  if (callee.type === "Identifier") return compileIdentifier(String(callee["name"]));
  const property = callee["property"] as Expression | undefined;
  const name = property?.["name"];
  if (callee.type !== "MemberExpression" || callee["computed"] === true || callee["optional"] === true)
    throw new Unsupported("call");
  if (typeof name !== "string" || !methods.has(name)) throw new Unsupported("call");
  const target = callee["object"] as Expression;
  const object = compileNode(target);
  const isKey = target.type === "Identifier" && target["name"] === "@property" && name in String.prototype;
  const argumentsOf = (node["arguments"] as Expression[]).map(compileNode);
  return (value, key) => {
    const on = isKey ? String(object(value, key)) : object(value, key);
    const method = (on as Record<string, unknown>)[name];
    if (typeof method !== "function") throw new TypeError(`${name} is not a function`);
    return Reflect.apply(
      method,
      on,
      argumentsOf.map((argument) => argument(value, key)),
    ) as unknown;
  };
}
