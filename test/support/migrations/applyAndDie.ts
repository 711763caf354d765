import { readFileSync } from "node:fs";
import { applyMigration } from "../../../src/features/database/engine/apply/applyMigration.ts";
import { openPgSession } from "../../../src/features/database/engine/apply/pgSession.ts";
import type { MigrationSession } from "../../../src/features/database/engine/apply/ports.ts";
import { parseConnectionText } from "../../../src/features/database/engine/connection/parseUrl.ts";
import { resolveTarget } from "../../../src/features/database/engine/connection/resolveTarget.ts";
import { readMigration } from "../../../src/features/database/engine/migrations/readMigration.ts";

/**
 * A process that applies a migration and kills itself with SIGKILL in the middle: `applyAndDie.ts URL FILE DIRECTION
 * N before|after` dies right before or right after it hands its Nth statement to the server. Prints "finished" when
 * there were fewer.
 */
const [url = "", path = "", direction = "up", nth = "0", moment = "before"] = process.argv.slice(2);

const session = await openPgSession(await resolveTarget(parseConnectionText(url)));
let sent = 0;

/** Statements reach the kernel before the process dies; the server then goes on without anyone to answer to. */
async function send<T>(work: () => Promise<T>): Promise<T> {
  sent++;
  const isLast = sent === Number(nth);
  if (isLast && moment === "before") process.kill(process.pid, "SIGKILL");
  const result = work();
  if (isLast) setImmediate(() => process.kill(process.pid, "SIGKILL"));
  return await result;
}

const mortal: MigrationSession = {
  query: (text, params) => send(() => session.query(text, params)),
  run: (sql) => send(() => session.run(sql)),
  cancel: () => session.cancel(),
};

const migration = await readMigration({ path, text: readFileSync(path, "utf8") });
await applyMigration(
  mortal,
  migration,
  {
    direction: direction === "down" ? "down" : "up",
    retry: { lockTimeoutMs: 2000, attempts: 3, pauseMs: 50 },
  },
  new AbortController().signal,
);
await session.close();
console.log("finished");
