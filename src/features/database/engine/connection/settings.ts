import type { ResolvedTarget } from "./target.ts";
import type { SessionOptions } from "./session.ts";

/**
 * Settings of a session: what it may do, how long, and how values are printed. The search path makes the server
 * qualify every name that it prints, and keeps names that somebody created apart from those of Postgres.
 */
function settings({ access, limits }: SessionOptions): readonly (readonly [name: string, value: string])[] {
  return [
    ["default_transaction_read_only", access === "read-only" ? "on" : "off"],
    ["statement_timeout", String(limits.statementTimeout)],
    ["lock_timeout", String(limits.lockTimeout)],
    ["idle_in_transaction_session_timeout", String(limits.idleInTransactionTimeout)],
    ["search_path", "pg_catalog"],
    ["datestyle", "ISO"],
    ["intervalstyle", "postgres"],
    ["extra_float_digits", "1"],
    ["timezone", "UTC"],
  ];
}

/** The settings as the `options` of a startup packet, after those of the target. */
export function startupOptions(target: ResolvedTarget, options: SessionOptions): string {
  const ours = settings(options).map(([name, value]) => `-c ${name}=${value}`);
  return [target.options, ...ours].filter((part) => part !== undefined).join(" ");
}

/** The settings as statements that last until the end of the transaction. */
export function transactionSettings(options: SessionOptions): string {
  return settings(options)
    .map(([name, value]) => `set local ${name} = '${value}'`)
    .join("; ");
}
