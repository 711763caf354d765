import { tokensOf } from "./tokens.ts";

/** Placeholders of migration tools: Flyway and others, Jinja and Go templates. */
const templates = /\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/g;
/** Variables of psql, and of graphile-migrate; casts and assignments start with colons too. */
const variable = /^[^:\w]?:[A-Za-z_"']/;

/**
 * Puts plain SQL of the same length in the place of placeholders, so that offsets stay true: a name for `${schema}`
 * and `:name`, a literal for `:'name'`. Strings and comments stay as they are.
 */
export function withoutPlaceholders(sql: string): string {
  const named = sql.replace(templates, (placeholder) => placeholder.replace(/^.|[^\w]/g, "_"));
  let plain = "";
  for (const { kind, start, end } of tokensOf(named)) {
    const isVariable = kind === "symbol" && variable.test(named.slice(Math.max(0, start - 1), start + 2));
    plain += isVariable ? " " : named.slice(start, end);
  }
  return plain;
}
