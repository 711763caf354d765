import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";

/** Makes a database as new: far cheaper than creating one. Roles stay. */
export async function wipe(client: SqlClient): Promise<void> {
  await client.query("rollback").catch(() => undefined);
  await client.query("reset all");
  await client.query(statements);
}

const statements = `do $$
declare command text;
begin
  for command in
    select format('drop event trigger %I', evtname) from pg_event_trigger
    union all select format('drop publication %I', pubname) from pg_publication
    union all select format('drop schema %I cascade', nspname) from pg_namespace
      where nspname !~ '^pg_' and nspname <> 'information_schema'
    union all select format('drop foreign data wrapper %I cascade', fdwname) from pg_foreign_data_wrapper
    union all select format('drop extension if exists %I cascade', extname) from pg_extension where extname <> 'plpgsql'
  loop
    execute command;
  end loop;
  for command in select 'drop owned by ' || quote_ident(rolname) from pg_roles where rolname in ('reader', 'writer', 'boss')
  loop
    execute command;
  end loop;
  delete from pg_default_acl;
  create schema public;
  grant usage on schema public to public;
  comment on schema public is 'standard public schema';
  if current_setting('server_version_num')::int < 150000 then
    grant create on schema public to public;
  else
    alter schema public owner to pg_database_owner;
  end if;
end $$`;
