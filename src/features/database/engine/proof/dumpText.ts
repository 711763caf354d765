/**
 * Compares two schemas as pg_dump wrote them, without regard to the order of statements, columns and storage
 * parameters: a column that is added comes last, wherever the target lists it. Returns the statements that only one side has. Servers
 * before 18 know no names of NOT NULL, which are then left aside.
 */
export function dumpDifferences(
  one: string,
  other: string,
  notNullNames = true,
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const plain = (dump: string) =>
    notNullNames ? dump : dump.replace(/ CONSTRAINT (?:"(?:[^"]|"")*"|\w+) NOT NULL/g, " NOT NULL");
  const [left, right] = [statementCounts(plain(one)), statementCounts(plain(other))];
  return { missing: surplus(right, left), extra: surplus(left, right) };
}

function surplus(
  counts: ReadonlyMap<string, number>,
  others: ReadonlyMap<string, number>,
): readonly string[] {
  return [...counts]
    .filter(([statement, count]) => count > (others.get(statement) ?? 0))
    .map(([statement]) => statement);
}

function statementCounts(dump: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const statement of statementsOf(dump)) counts.set(statement, (counts.get(statement) ?? 0) + 1);
  return counts;
}

/** Blocks of a dump lie between comment lines of the form "-- Name: …"; settings and meta-commands are left out. */
function* statementsOf(dump: string): Generator<string> {
  for (const block of dump.split(/^--\n-- Name: .*\n--\n/m).slice(1)) {
    const text = block
      .split(/^--\n-- PostgreSQL database dump complete/m, 1)[0]
      ?.split("\n")
      .filter((line) => !/^(?:SET default_table_access_method|SET default_tablespace|\\)/.test(line))
      .join("\n")
      .trim();
    if (text !== undefined && text !== "") yield canonical(text);
  }
}

/** Storage parameters as pg_dump and pg_get_indexdef print them: WITH (fillfactor='70', autovacuum_enabled='true'). */
const storageParameters = /\bWITH \((\w+(?:\.\w+)?=(?:'[^']*'|\w+)(?:, \w+(?:\.\w+)?=(?:'[^']*'|\w+))+)\)/g;

/** Columns and storage parameters in an order of their own: neither is one that a migration could choose. */
function canonical(statement: string): string {
  return withSortedColumns(
    statement.replace(storageParameters, (_, list: string) => `WITH (${list.split(", ").sort().join(", ")})`),
  );
}

function withSortedColumns(statement: string): string {
  const match = /^(CREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]+ \()\n([\s\S]*?)\n(\)[\s\S]*)$/.exec(statement);
  if (!match) return statement;
  const [, head = "", body = "", tail = ""] = match;
  const lines = body.split("\n").map((line) => line.replace(/,$/, ""));
  return [head, ...lines.sort(), tail].join("\n");
}
