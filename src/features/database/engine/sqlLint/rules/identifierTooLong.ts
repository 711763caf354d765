import { sourceOf, wordsOf } from "../alterSource.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

/** NAMEDATALEN - 1 of a Postgres as it is built everywhere. */
const mostBytes = 63;

export const identifierTooLong: SqlRule = {
  id: "identifier-too-long",
  title: "Names are cut to 63 bytes",
  severity: "warning",
  harm: "failure",
  why: "Postgres cuts longer names with no more than a notice. Two that differ behind that collide, and tools that look for the full name do not find it.",
  fineWhen: "Never of use.",
  instead: "A shorter name.",
  references: [manual("sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS")],
  aliases: ["identifier-too-long"],
  bad: "CREATE TABLE labels_of_all_products_that_are_sold_in_several_countries_at_once (name text);",
  good: "CREATE TABLE product_labels (name text);",
  *detect(statement) {
    for (const token of wordsOf(statement)) {
      if (token.kind !== "word" && token.kind !== "quotedName") continue;
      const text = sourceOf(statement, token);
      const name = token.kind === "word" ? text : text.slice(1, -1).replaceAll('""', '"');
      const bytes = Buffer.byteLength(name);
      if (bytes <= mostBytes) continue;
      yield {
        message: `Postgres cuts this name of ${bytes} bytes to ${mostBytes}; choose a shorter one.`,
        start: token.start,
        end: token.end,
      };
    }
  },
};
