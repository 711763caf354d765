import type { Expression } from "./expression.ts";

/** What is known of an expression's value when `@` is some string, number or boolean; undefined: nothing. */
type Known = { readonly value: unknown } | undefined;

/** Tells whether a condition can hold for a string, a number or a boolean: most ask for a property that these lack. */
export function mayPassScalars(tree: Expression): boolean {
  const known = evaluate(tree);
  return known === undefined || Boolean(known.value);
}

function evaluate(node: Expression): Known {
  switch (node.type) {
    case "Literal":
      return { value: node["value"] };
    case "UnaryExpression":
      return evaluateUnary(String(node["operator"]), evaluate(node["argument"] as Expression));
    case "MemberExpression":
      return isLackingMember(node) ? { value: undefined } : undefined;
    case "LogicalExpression":
    case "BinaryExpression":
      return evaluateBinary(
        String(node["operator"]),
        evaluate(node["left"] as Expression),
        evaluate(node["right"] as Expression),
      );
    default:
      return undefined;
  }
}

function evaluateUnary(operator: string, argument: Known): Known {
  if (operator === "void") return { value: undefined };
  return operator === "!" && argument ? { value: !argument.value } : undefined;
}

function evaluateBinary(operator: string, left: Known, right: Known): Known {
  switch (operator) {
    case "&&":
      return [left, right].find((side) => side && !side.value) ?? (left && right);
    case "||":
      return [left, right].find((side) => side?.value) ?? (left && right);
    case "===":
      return left && right && { value: left.value === right.value };
    case "!==":
      return left && right && { value: left.value !== right.value };
    case "==":
      return left && right && { value: left.value == right.value };
    case "!=":
      return left && right && { value: left.value != right.value };
    default:
      return undefined;
  }
}

/** `@.name`, where no string, number or boolean has such a property. */
function isLackingMember(node: Expression): boolean {
  const name = (node["property"] as Expression)["name"];
  if ((node["object"] as Expression)["name"] !== "@" || node["computed"] === true || typeof name !== "string")
    return false;
  return !(
    name in String.prototype ||
    name in Number.prototype ||
    name in Boolean.prototype ||
    name === "length"
  );
}
