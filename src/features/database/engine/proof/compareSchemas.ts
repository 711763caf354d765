import { UserError } from "../../../../shared/userError.ts";
import type { StatementReport } from "../apply/runStep.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Catalog } from "../catalog/model.ts";
import { readCatalog } from "../catalog/readCatalog.ts";
import { diffCatalogs } from "../diff/diffCatalogs.ts";
import { renameStatements, splitColumn } from "../diff/renames.ts";
import type { DiffOptions, Rename, SchemaDiff } from "../diff/model.ts";
import { migrationHeader } from "../migrations/header.ts";
import type { Migration } from "../migrations/migration.ts";
import { runnerNotes } from "../migrations/ownRunner.ts";
import { readMigration } from "../migrations/readMigration.ts";
import type { FolderFile, MigrationTool } from "../migrations/tools/migrationTool.ts";
import { writeMigration } from "../migrations/writeMigration.ts";
import { planMigration } from "../plan/planMigration.ts";
import type { MigrationPlan, TableFacts } from "../plan/model.ts";
import type { Unproven } from "../shadow/loadSchema.ts";
import type { SchemaScript } from "../shadow/schemaScript.ts";
import type { ShadowDatabase, ShadowServer } from "../shadow/shadowServer.ts";
import { withoutHistory } from "./historyTables.ts";
import { type Proof, proofOf } from "./proof.ts";
import { proveMigration } from "./prove.ts";
import { type LoadedSide, loadSide, needsOfSide, type SchemaSide } from "./side.ts";
import { summaryOf } from "./summary.ts";

export interface ComparisonRequest {
  readonly from: SchemaSide;
  readonly to: SchemaSide;
  readonly shadow: ShadowServer;
  readonly tool: MigrationTool;
  /** The files in the folder that the migration goes to. */
  readonly existing: readonly FolderFile[];
  readonly now: Date;
  /** Pairs that a person said are one thing under a new name: "users.name" and "full_name" or its whole name. */
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  /** The major that the migration is written for; by default that of the live side, or the shadow's. */
  readonly serverMajor?: number;
  readonly tableFacts?: ReadonlyMap<string, TableFacts>;
  /** Says what is being done, for anything that takes a while. */
  readonly onProgress?: (what: string) => void;
}

export interface Comparison {
  readonly diff: SchemaDiff;
  readonly plan: MigrationPlan;
  readonly proof: Proof;
  /** Paths relative to the folder; empty when there is nothing to do. */
  readonly files: readonly FolderFile[];
  readonly migrations: readonly Migration[];
  /** What each statement on the way up did on the shadow. */
  readonly statements: readonly StatementReport[];
  readonly notes: readonly string[];
}

/**
 * Compares two schemas, writes the migration from one to the other and back, and replays it.
 * @throws UserError when a side cannot be loaded, or a rename names what is not there.
 */
export async function compareSchemas(request: ComparisonRequest, signal: AbortSignal): Promise<Comparison> {
  const { shadow, onProgress } = request;
  const [from, to] = [unburdened(request.from, request.to), unburdened(request.to, request.from)];
  const serverMajor = request.serverMajor ?? liveMajor(from) ?? liveMajor(to) ?? shadow.major;
  onProgress?.(`Loading ${to.label}`);
  const target = await loadSide(shadow, to, serverMajor, needsOfSide(from), signal);
  const dumped = await target.database.dump();
  onProgress?.(`Loading ${from.label}`);
  const loadSource = () => loadSide(shadow, from, serverMajor, needsOfSide(to), signal);
  const source = await loadSource();
  onProgress?.("Comparing");
  const options = comparedBy(from, to, serverMajor);
  const diff = await answered(source, target.catalog, request, options.diff, signal);
  const role = from.kind === "live" ? from.catalog.server.user : undefined;
  const plan = planMigration(diff, {
    serverMajor,
    ...(request.tableFacts && { tableFacts: request.tableFacts }),
    ...(role !== undefined && { role }),
  });
  const unproven = unique([...source.unproven, ...target.unproven]);
  const observed =
    dumped.by === "pg_dump"
      ? []
      : ["The second observer is the text of the system catalogs: pg_dump could not be run on the shadow."];
  const notes = [...new Set([...options.notes, ...source.notes, ...target.notes, ...observed])];
  if (diff.changes.length === 0 && diff.renames.length === 0)
    return { diff, plan, proof: proofOf([], unproven), files: [], migrations: [], statements: [], notes };

  onProgress?.("Replaying the migration");
  const draft = await written(request, diff, plan, ["Not proven yet."]);
  const { proof, statements } = await proveMigration(
    {
      database: source.database,
      ...(onProgress && { onProgress }),
      diff,
      plan,
      migrations: draft.migrations,
      targetDump: dumped,
      sourceDump: await source.database.dump(),
      role,
      unproven,
      reopen: async () => (await loadSource()).database,
    },
    signal,
  );
  const header = migrationHeader({
    from: from.label,
    to: to.label,
    shadow: shadow.name,
    losses: diff.losses,
    irreversible: plan.irreversible,
    warnings: [...plan.up.warnings, ...runnerNotes(request.tool, plan)],
    proof,
  });
  return { diff, plan, proof, statements, notes, ...(await written(request, diff, plan, header)) };
}

/** A live side without what its migration tool keeps for itself, unless the files of the other side have it too. */
function unburdened(side: SchemaSide, other: SchemaSide): SchemaSide {
  if (side.kind === "files") return side;
  return {
    ...side,
    catalog: withoutHistory(side.catalog, other.kind === "files" ? other.script : undefined),
  };
}

async function written(
  { tool, existing, now }: ComparisonRequest,
  diff: SchemaDiff,
  { up, down }: MigrationPlan,
  header: readonly string[],
): Promise<Pick<Comparison, "files" | "migrations">> {
  const files = writeMigration({ tool, what: summaryOf(diff), header, parts: [{ up, down }], existing, now });
  const readOther = (path: string) => Promise.resolve(files.find((file) => file.path === path)?.text);
  const migrations: Migration[] = [];
  for (const file of files) {
    if (tool.identify(file.path) === undefined || tool.sections(file).up === undefined) continue;
    migrations.push(await readMigration({ ...file, tool: tool.name, readOther }));
  }
  return { files, migrations };
}

function liveMajor(side: SchemaSide): number | undefined {
  return side.kind === "live" ? side.catalog.server.major : undefined;
}

/** Files that say nothing about owners and rights leave them as they are. */
function comparedBy(
  from: SchemaSide,
  to: SchemaSide,
  serverMajor: number,
): { readonly diff: DiffOptions; readonly notes: readonly string[] } {
  const scripts = [from, to].flatMap((side) => (side.kind === "files" ? [side.script] : []));
  const owners = scripts.every((script) => mentions(script, "AlterOwnerStmt", /\bowner\s+to\b/i));
  const privileges = scripts.every((script) => mentions(script, "GrantStmt", /^(?:grant|revoke)\b/i));
  const comments =
    from.kind === to.kind || scripts.every((script) => mentions(script, "CommentStmt", /^comment\b/i));
  const silent = [
    ...(owners ? [] : ["owners"]),
    ...(privileges ? [] : ["rights"]),
    ...(comments ? [] : ["comments"]),
  ];
  const notes =
    silent.length > 0 && from.kind !== to.kind
      ? [`The files say nothing about ${silent.join(", ")}: they are not compared.`]
      : [];
  const bothFiles = from.kind === "files" && to.kind === "files";
  // Before 18, NOT NULL has no name on the server, whatever the shadow calls it.
  const notNullNames = serverMajor >= 18;
  return { diff: { ...(!bothFiles && { owners, privileges, comments }), notNullNames }, notes };
}

function mentions({ statements }: SchemaScript, kind: string, pattern: RegExp): boolean {
  return statements.some((statement) => statement.kind === kind || pattern.test(statement.text));
}

/** The difference, with renames as people answered them: those of columns by the names that their tables then have. */
async function answered(
  { database, catalog }: LoadedSide,
  target: Catalog,
  { renames: wanted }: ComparisonRequest,
  options: DiffOptions,
  signal: AbortSignal,
): Promise<SchemaDiff> {
  let diff = diffCatalogs(catalog, target, undefined, options);
  let left = wanted;
  while (left.length > 0) {
    const found = left.map((rename) => ({ rename, is: resolveRename(rename, diff) }));
    const resolved = found.flatMap(({ is }) => is ?? []);
    // A table that is renamed shows which of its columns are: they are looked for once more.
    const isTableAmong = resolved.some(({ from }) => !from.startsWith("column "));
    const accepted = isTableAmong ? resolved.filter(({ from }) => !from.startsWith("column ")) : resolved;
    const [lost] = found.filter(({ is }) => is === undefined);
    if (lost && !isTableAmong) throw new UserError(noSuchRename(lost.rename, diff));
    const renames = [...diff.renames, ...accepted.map((rename) => inSourceNames(rename, diff.renames))];
    diff = diffCatalogs(
      catalog,
      target,
      { renames, renamed: await afterRenames(database, catalog, renames, signal) },
      options,
    );
    left = found.flatMap(({ rename, is }) => (is !== undefined && accepted.includes(is) ? [] : [rename]));
  }
  return diff;
}

/** A column is told by the name that its table has in the source. */
function inSourceNames({ from, to }: Rename, renames: readonly Rename[]): Rename {
  if (!from.startsWith("column ")) return { from, to };
  const [table, column] = splitColumn(from);
  const renamed = renames.find((other) => other.to === `table ${table}`);
  return renamed ? { from: `column ${sqlNameOf(renamed.from)}.${column}`, to } : { from, to };
}

async function afterRenames(
  database: ShadowDatabase,
  catalog: Catalog,
  renames: readonly Rename[],
  signal: AbortSignal,
): Promise<Catalog> {
  await database.run("begin");
  try {
    for (const statement of renameStatements(catalog, renames)) await database.run(statement);
    return await readCatalog(database, { ownTransaction: false }, signal);
  } finally {
    await database.run("rollback");
  }
}

/** Finds what a person named: whole names, names without "public", or a new name alone. */
function resolveRename(
  { from, to }: { readonly from: string; readonly to: string },
  { changes, renames }: SchemaDiff,
): Rename | undefined {
  const removed = changes.filter(
    ({ id, action }) =>
      action === "removed" &&
      (isNamed(id, from) || isNamed(inSourceNames({ from: id, to: id }, renames).from, from)),
  );
  const added = changes.filter(({ id, action }) => action === "added" && isNamed(id, to));
  for (const one of removed) {
    const other = added.find(
      ({ kind, parent }) => kind === one.kind && (kind !== "column" || parent === one.parent),
    );
    if (other) return { from: one.id, to: other.id };
  }
  return undefined;
}

function noSuchRename(
  { from, to }: { readonly from: string; readonly to: string },
  { candidates }: SchemaDiff,
): string {
  const known = candidates.map((candidate) => `${sqlNameOf(candidate.from)}=${sqlNameOf(candidate.to)}`);
  return `Nothing that is removed and added fits the rename ${from}=${to}; ${known.length > 0 ? `candidates are ${known.join(", ")}` : "there are no candidates"}.`;
}

function isNamed(id: string, name: string): boolean {
  const full = sqlNameOf(id);
  return full === name || full === `public.${name}` || full.endsWith(`.${name}`);
}

function unique(entries: readonly Unproven[]): readonly Unproven[] {
  return [...new Map(entries.map((entry) => [`${entry.object} ${entry.reason}`, entry])).values()];
}
