import { postgresError, type ShadowDatabase } from "./shadowServer.ts";

interface Routine {
  readonly oid: number;
  readonly name: string;
  readonly validator: string;
  readonly path: string;
}

/** Routines with a body that is text; what SQL-standard bodies refer to was checked when they were created. */
const routines = `
  select p.oid, p.oid::regprocedure::text as name,
         case l.lanname when 'sql' then 'fmgr_sql_validator' else 'plpgsql_validator' end as validator,
         coalesce(
           (select substr(c, 13) from unnest(p.proconfig) c where c like 'search_path=%'),
           quote_ident(n.nspname) || ', public'
         ) as path
  from pg_catalog.pg_proc p
  join pg_catalog.pg_language l on l.oid = p.prolang
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where l.lanname in ('sql', 'plpgsql') and p.prosqlbody is null
    and n.nspname not in ('pg_catalog', 'information_schema')
    and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )`;

/**
 * Checks bodies that were loaded unchecked, so that a misspelt name is told even though nothing calls the function.
 * Returns sentences; whether a body works also depends on the search path of whoever calls it.
 */
export async function checkFunctionBodies(
  database: ShadowDatabase,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { rows } = await database.query(routines);
  if (rows.length === 0) return [];
  const notes: string[] = [];
  await database.run("set check_function_bodies = on");
  for (const { oid, name, validator, path } of rows as readonly Routine[]) {
    signal.throwIfAborted();
    try {
      await database.query("select pg_catalog.set_config('search_path', $1, false)", [path]);
      await database.query(`select pg_catalog.${validator}($1)`, [oid]);
    } catch (error) {
      const known = postgresError(error);
      if (!known) throw error;
      notes.push(`The body of ${name} does not hold: ${known.message}.`);
    }
  }
  return notes;
}
