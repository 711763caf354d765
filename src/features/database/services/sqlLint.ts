import { isAbort } from "../../../shared/userError.ts";
import { parseSql } from "../engine/sql/parseSql.ts";
import type { CatalogFacts } from "../engine/sqlLint/catalog.ts";
import { catalogFacts } from "../engine/sqlLint/catalogFacts.ts";
import { describeLocks } from "../engine/sqlLint/describeLocks.ts";
import { explainSqlRule } from "../engine/sqlLint/explain.ts";
import { lintSql } from "../engine/sqlLint/lint.ts";
import type { SqlLintApi } from "../protocol.ts";
import type { Service, ServiceContext } from "./service.ts";

/** How long a lint waits for a catalog that has to be read first; the next one finds it. */
const patienceMs = 1500;
/** How long a database that could not be reached is left alone. */
const retryAfterMs = 60_000;

/** Lints migrations, with what a database knows of their tables when one is named. */
export function sqlLintService(context: Pick<ServiceContext, "catalogs" | "host">): Service<SqlLintApi> {
  const catalogs = createFactReader(context);
  return {
    handlers: {
      async lintMigration({ path, text, server, severities, connectionId }, signal) {
        const script = await parseSql(text);
        signal.throwIfAborted();
        const known = connectionId === undefined ? undefined : await catalogs.read(connectionId, signal);
        signal.throwIfAborted();
        const findings = lintSql(script, {
          path,
          severities,
          server: known?.server ?? server,
          ...(known && { catalog: known.facts }),
        });
        return {
          findings: findings.map((finding) => {
            const documentationUrl = explainSqlRule(finding.code)?.documentationUrl;
            return { ...finding, ...(documentationUrl !== undefined && { documentationUrl }) };
          }),
          locks: describeLocks(script),
        };
      },
      explainSqlRule: (code) => explainSqlRule(code) ?? null,
    },
  };
}

interface Known {
  readonly facts: CatalogFacts;
  readonly server: { readonly major: number };
}

function createFactReader({ catalogs, host }: Pick<ServiceContext, "catalogs" | "host">) {
  const failures = new Map<string, number>();
  return {
    async read(connectionId: string, signal: AbortSignal): Promise<Known | undefined> {
      if (Date.now() - (failures.get(connectionId) ?? 0) < retryAfterMs) return undefined;
      // Reading goes on when this lint is given up, so that the next one has it; a session ends by itself.
      const reading = catalogs.model(connectionId, new AbortController().signal).then(
        (model): Known => ({ facts: catalogFacts(model), server: { major: model.catalog.server.major } }),
        (error: unknown) => {
          failures.set(connectionId, Date.now());
          if (!isAbort(error)) logFailure(error);
          return undefined;
        },
      );
      return await Promise.race([reading, pause(patienceMs, signal)]);
    },
  };

  function logFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    void host
      .call("log", { level: "warn", message: `Migrations are linted without their database: ${reason}` })
      .catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve(undefined);
      },
      { once: true },
    );
  });
}
