import type { Range } from "../../../../shared/textRange.ts";
import type { SqlScript } from "../sql/parseSql.ts";
import { whatWaits } from "./lockMode.ts";
import { locksOf } from "./locks.ts";
import { show } from "./tableName.ts";

/** The locks of a statement, for a hover. */
export interface StatementLocks {
  readonly range: Range;
  readonly locks: readonly {
    readonly table: string;
    /** "ACCESS EXCLUSIVE" */
    readonly mode: string;
    /** "reads and writes wait" */
    readonly waits: string;
  }[];
}

/** The statements of a script that lock tables, with what waits behind each lock. */
export function describeLocks({ statements }: SqlScript): readonly StatementLocks[] {
  return statements.flatMap(({ node, range }) => {
    const locks = locksOf(node).map(({ table, mode }) => ({
      table: show(table),
      mode,
      waits: whatWaits(mode),
    }));
    return locks.length === 0 ? [] : [{ range, locks }];
  });
}
