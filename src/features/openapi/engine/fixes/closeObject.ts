import type { Fix } from "./fix.ts";

/** Objects that accept anything become objects that accept what they declare. */
function closeWith(code: string, keyword: string): Fix {
  return {
    code,
    title: `Set ${keyword} to false`,
    kind: "suggested",
    edit: (document, path) => document.replace(path.at(-1) === keyword ? path : [...path, keyword], false),
  };
}

export const closeAdditionalProperties = closeWith(
  "owasp:api3:2023-no-additionalProperties",
  "additionalProperties",
);
export const closeUnevaluatedProperties = closeWith(
  "owasp:api3:2023-no-unevaluatedProperties",
  "unevaluatedProperties",
);
