import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rename } from "../../../src/features/database/engine/diff/model.ts";

/** A pair of schemas, and what a migration between them must say. */
export interface CorpusCase {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Rows in the source. */
  readonly seed: string | null;
  readonly expect: CorpusExpectation;
}

export interface CorpusExpectation {
  /** Ids of changes, with their action: "added column public.t.c". All of them, in any order. */
  readonly changes?: readonly string[];
  /** Parts of sentences about data that is lost; none: nothing may be said. */
  readonly losses?: readonly string[];
  /** Parts of statements of the up migration, in this order. */
  readonly up?: readonly string[];
  /** Parts that no statement of the up migration may hold. */
  readonly never?: readonly string[];
  /** Parts of statements of the down migration, in this order. */
  readonly down?: readonly string[];
  /** Parts of rename questions: "table public.a > table public.b". */
  readonly asks?: readonly string[];
  /** Answers to rename questions. */
  readonly renames?: readonly Rename[];
  /** A query on the source's rows that gives one text after up, and one after down. */
  readonly rows?: { readonly query: string; readonly up: string; readonly down?: string };
  /** The oldest major that knows the syntax; 12 if absent. */
  readonly since?: number;
  /** The rows do not let the migration back through, for the reason given. */
  readonly noWayBack?: string;
  /** Parts of what the proof names as unproven, in its order; none: it is proven, but for a way back that is not. */
  readonly unproven?: readonly string[];
}

const folder = join(import.meta.dirname, "../../fixtures/migrations");

export function readCorpus(): CorpusCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const file = (part: string) => join(folder, name, part);
      const text = (part: string) => (existsSync(file(part)) ? readFileSync(file(part), "utf8") : null);
      return {
        name,
        from: text("from.sql") ?? "",
        to: text("to.sql") ?? "",
        seed: text("seed.sql"),
        expect: JSON.parse(text("expect.json") ?? "{}") as CorpusExpectation,
      };
    });
}
