import type { Scalar } from "./editor.ts";
import type { Fix } from "./fix.ts";

/** Adds a keyword that bounds what a client may send; the value is a start, and a person's to judge. */
function addKeyword(code: string, keyword: string, value: Scalar): Fix {
  return {
    code,
    title: `Add ${keyword}: ${String(value)}`,
    kind: "suggested",
    edit: (document, path) => document.add(path, keyword, value),
  };
}

export const limitArray = addKeyword("owasp:api4:2023-array-limit", "maxItems", 100);
export const limitString = addKeyword("owasp:api4:2023-string-limit", "maxLength", 255);
export const formatInteger = addKeyword("owasp:api4:2023-integer-format", "format", "int32");
