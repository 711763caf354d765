import { schemaObjectId } from "../../catalog/ids.ts";
import type { Catalog, ObjectId } from "../../catalog/model.ts";
import type { SqlClient } from "../../catalog/sqlClient.ts";
import type { SequenceFacts } from "../facts.ts";

interface SequenceRow {
  readonly schema: string;
  readonly name: string;
  readonly last: number | null;
  readonly max: number;
  readonly cycles: boolean;
  readonly ascending: boolean;
  readonly visible: boolean;
  readonly tableSchema: string | null;
  readonly table: string | null;
  readonly column: string | null;
}

const query = `
  select n.nspname::text as schema, c.relname::text as name, s.seqmax::float8 as max, s.seqcycle as cycles,
    s.seqincrement > 0 as ascending,
    pg_catalog.has_sequence_privilege(c.oid, 'select,usage') as visible,
    case when pg_catalog.has_sequence_privilege(c.oid, 'select,usage')
      then pg_catalog.pg_sequence_last_value(c.oid) end::float8 as last,
    tn.nspname::text as "tableSchema", t.relname::text as table, a.attname::text as column
  from pg_catalog.pg_sequence s
  join pg_catalog.pg_class c on c.oid = s.seqrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
    and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
  left join pg_catalog.pg_class t on t.oid = d.refobjid
  left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** How far sequences have counted, and the columns that they number. */
export async function readSequenceFacts(
  client: SqlClient,
  catalog: Catalog,
  unseen: string[],
): Promise<readonly SequenceFacts[]> {
  const { rows } = await client.query(query);
  const sequences = rows as readonly SequenceRow[];
  const hidden = sequences.filter(({ visible }) => !visible).length;
  if (hidden > 0)
    unseen.push(
      `${String(hidden)} sequence${hidden === 1 ? " was" : "s were"} not read: ${catalog.server.user} may not use ${hidden === 1 ? "it" : "them"}.`,
    );
  const defaults = columnsByDefault(catalog);
  return sequences.map(({ schema, name, last, max, cycles, ascending, tableSchema, table, column }) => {
    const sequence = schemaObjectId("sequence", schema, name);
    const owned =
      tableSchema === null || table === null || column === null
        ? null
        : { table: schemaObjectId("table", tableSchema, table), name: column };
    return { sequence, last, max, cycles, ascending, column: owned ?? defaults.get(sequence) ?? null };
  });
}

/** Columns whose default draws from a sequence that nobody owns. */
function columnsByDefault({ objects }: Catalog) {
  const found = new Map<ObjectId, { readonly table: ObjectId; readonly name: string }>();
  for (const object of objects.values()) {
    if (object.kind !== "table") continue;
    for (const { name, default: expression } of object.columns) {
      const drawn = /^nextval\('(.+)'::regclass\)$/.exec(expression ?? "")?.[1];
      if (drawn !== undefined)
        found.set(`sequence ${drawn.replaceAll("''", "'")}`, { table: object.id, name });
    }
  }
  return found;
}
