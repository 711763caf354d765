import type { Session, SessionOptions } from "./session.ts";
import { transactionSettings } from "./settings.ts";

/**
 * The same session with its settings applied in every transaction instead of once, for poolers that hand the
 * connection to other clients between transactions.
 */
export function perTransaction(session: Session, options: SessionOptions): Session {
  const begin = `begin transaction ${options.access.replace("-", " ")}; ${transactionSettings(options)}`;
  let inTransaction = false;

  async function run<Result>(
    text: string,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    if (/^\s*(?:begin|start\s+transaction)\b/i.test(text)) {
      const result = await work();
      inTransaction = true;
      await session.query(transactionSettings(options), [], signal);
      return result;
    }
    if (/^\s*(?:commit|end|rollback|abort)\b/i.test(text)) inTransaction = false;
    if (inTransaction) return await work();
    await session.query(begin, [], signal);
    try {
      return await work();
    } finally {
      await session.query("rollback");
    }
  }

  return {
    version: session.version,
    encrypted: session.encrypted,
    get alive() {
      return session.alive;
    },
    query: (text, parameters, signal) => run(text, () => session.query(text, parameters, signal), signal),
    queryText: (text, parameters, signal) =>
      run(text, () => session.queryText(text, parameters, signal), signal),
    close: () => session.close(),
  };
}
