import { randomBytes } from "node:crypto";
import { UserError } from "../../../../shared/userError.ts";
import { openPgSession, type PgSession } from "../apply/pgSession.ts";
import { catalogText } from "./catalogText.ts";
import { quoteIdent } from "../catalog/identifiers.ts";
import { serverName, type ResolvedTarget } from "../connection/target.ts";
import { postgresError, type ShadowDatabase, type ShadowServer } from "./shadowServer.ts";

/**
 * A server that a person named, of the exact version or with the extensions that PGlite lacks. Every database is
 * created for its purpose under a name of its own and dropped again, with the roles that were created along the way.
 * @throws UserError when the server cannot be reached or its user may not create databases.
 */
export async function serverShadow(target: ResolvedTarget): Promise<ShadowServer> {
  const admin = await openPgSession(target);
  const { rows } = await admin.query(
    "select pg_catalog.current_setting('server_version_num')::int / 10000 as major",
  );
  const { major } = rows[0] as { readonly major: number };
  let close: (() => Promise<void>) | undefined;

  const closeOpen = async (): Promise<void> => {
    const last = close;
    close = undefined;
    await last?.();
  };

  return {
    name: `PostgreSQL ${String(major)} (${serverName(target)})`,
    major,
    async open(_request, signal) {
      signal.throwIfAborted();
      await closeOpen();
      const name = `senior_backend_shadow_${randomBytes(6).toString("hex")}`;
      const rolesBefore = await roles(admin);
      await createDatabase(admin, name, target);
      const session = await openPgSession({ ...target, database: name });
      close = async () => {
        await session.close();
        await dropDatabase(admin, name);
        for (const role of await roles(admin))
          if (!rolesBefore.has(role))
            await admin.run(`drop role if exists ${quoteIdent(role)}`).catch(() => undefined);
      };
      return shadowDatabase(session, closeOpen);
    },
    async dispose() {
      await closeOpen();
      await admin.close();
    },
  };
}

function shadowDatabase(session: PgSession, close: () => Promise<void>): ShadowDatabase {
  return {
    stubs: [],
    query: (text, params) => session.query(text, params),
    run: (sql) => session.run(sql),
    dump: async () => ({ by: "system catalogs", text: await catalogText(session) }),
    close,
  };
}

async function createDatabase(admin: PgSession, name: string, target: ResolvedTarget): Promise<void> {
  try {
    await admin.run(`create database ${name} template template0`);
  } catch (error) {
    throw new UserError(
      `${serverName(target)} cannot serve as a shadow: ${postgresError(error)?.message ?? String(error)}; name a server whose user may create databases.`,
    );
  }
}

async function dropDatabase(admin: PgSession, name: string): Promise<void> {
  // The session that was just closed may take a moment to end on the server.
  await admin
    .run(
      `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = '${name}'`,
    )
    .catch(() => undefined);
  await admin.run(`drop database if exists ${name}`).catch(async () => {
    await admin.run(`drop database if exists ${name} with (force)`).catch(() => undefined);
  });
}

async function roles(admin: PgSession): Promise<ReadonlySet<string>> {
  const { rows } = await admin.query("select rolname from pg_catalog.pg_roles");
  return new Set((rows as readonly { readonly rolname: string }[]).map(({ rolname }) => rolname));
}
