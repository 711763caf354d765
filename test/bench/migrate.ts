import { parseArgs } from "node:util";
import { migrationTool } from "../../src/features/database/engine/migrations/tools/all.ts";
import { compareSchemas } from "../../src/features/database/engine/proof/compareSchemas.ts";
import { loadSchema } from "../../src/features/database/engine/shadow/loadSchema.ts";
import { pgliteShadow } from "../../src/features/database/engine/shadow/pgliteShadow.ts";
import { readSchema } from "../../src/features/database/engine/shadow/schemaScript.ts";

/**
 * `npm run bench -- migrate [--tables 1000] [--changes 50]`: what comparing two large schemas and proving the
 * migration takes, next to what loading the target alone takes.
 */
const { values } = parseArgs({
  options: { tables: { type: "string", default: "1000" }, changes: { type: "string", default: "50" } },
});
const tables = Number(values.tables);
const changes = Number(values.changes);
const signal = new AbortController().signal;

/** Tables that refer to each other, with indexes and views; every tenth part of the changes is of another kind. */
function schema(changed: number): string {
  const lines: string[] = ["create schema app;", "create type app.status as enum ('new', 'done');"];
  for (let n = 0; n < tables; n++) {
    const kind =
      n % Math.floor(tables / changes) === 0 && n / Math.floor(tables / changes) < changed ? n % 5 : -1;
    const columns = [
      "id bigint generated always as identity primary key",
      kind === 0 ? "name varchar(80) not null" : "name varchar(40) not null",
      "status app.status not null default 'new'",
      kind === 1 ? "amount numeric(14,2) not null default 0" : "amount numeric(10,2) not null default 0",
      ...(n > 0 ? [`parent_id bigint references app.t${String(n - 1)}`] : []),
      ...(kind === 2 ? ["note text"] : []),
      "created_at timestamptz not null default now()",
      ...(kind === 3 ? ["check (amount >= 0)"] : []),
    ];
    lines.push(`create table app.t${String(n)} (${columns.join(", ")});`);
    lines.push(`create index t${String(n)}_name on app.t${String(n)} (name);`);
    if (kind === 4) lines.push(`create index t${String(n)}_created on app.t${String(n)} (created_at);`);
    if (n % 20 === 7)
      lines.push(`create view app.v${String(n)} as select id, amount from app.t${String(n)};`);
  }
  return lines.join("\n");
}

interface Timed<T> {
  readonly ms: number;
  /** Time of processors: comparable also on a machine that others use. */
  readonly cpuMs: number;
  readonly result: T;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: Math.round(performance.now() - start), cpuMs: Math.round((user + system) / 1000), result };
}

async function main(): Promise<void> {
  const shadow = pgliteShadow();
  const read = async (label: string, text: string) => ({
    kind: "files" as const,
    label,
    script: await readSchema([{ path: label, text }], signal),
  });
  const from = await read("from.sql", schema(0));
  const to = await read("to.sql", schema(changes));
  const first = await timed(() => shadow.open(to.script, signal));
  const load = await timed(() => loadSchema(first.result, to.script, signal));
  const stages: { readonly what: string; readonly cpuMs: number }[] = [];
  const before = process.cpuUsage();
  const onProgress = (what: string) => {
    const { user, system } = process.cpuUsage(before);
    stages.push({ what, cpuMs: Math.round((user + system) / 1000) });
  };
  const request = {
    from,
    to,
    shadow,
    tool: migrationTool("dbmate"),
    existing: [],
    now: new Date(),
    renames: [],
  };
  const proved = await timed(() => compareSchemas({ ...request, onProgress }, signal));
  await shadow.dispose();
  const { diff, proof } = proved.result;
  console.log(
    JSON.stringify(
      {
        schemaVersion: 1,
        tables,
        changes: diff.changes.length,
        proven: proof.proven,
        unproven: proof.unproven.slice(0, 5),
        firstStart: { ms: first.ms, cpuMs: first.cpuMs },
        loadTarget: { ms: load.ms, cpuMs: load.cpuMs },
        compareAndProve: { ms: proved.ms, cpuMs: proved.cpuMs },
        timesLoadingTheTarget: ratio(proved.cpuMs, load.cpuMs),
        peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
        stages,
      },
      undefined,
      2,
    ),
  );
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 100) / 100;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : String(error));
  process.exitCode = 2;
});
