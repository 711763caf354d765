import regex from "@jsep-plugin/regex";
import jsep from "jsep";

/** A node of a parsed condition; which properties it has depends on its type. */
export type Expression = Readonly<Record<string, unknown>> & { readonly type: string };

jsep.addIdentifierChar("@");
jsep.addUnaryOp("void");
jsep.addBinaryOp("in", 12);
jsep.addBinaryOp("~=", 20);
jsep.plugins.register(regex);

/** Parses a condition with the same extensions of JavaScript as Nimma does. Throws when it cannot. */
export function parseExpression(source: string): Expression {
  return jsep(source);
}
