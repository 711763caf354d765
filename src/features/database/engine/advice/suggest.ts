import type { MigrationScript, Segment, Step } from "../plan/model.ts";
import type { FolderFile, MigrationTool } from "../migrations/tools/migrationTool.ts";
import { writeMigration } from "../migrations/writeMigration.ts";
import type { AdviceFinding, AdviceFix, FixStatement, IndexDesign } from "./finding.ts";
import { evidenceText } from "./format.ts";

/** A finding, and the files that would settle it. */
export interface Suggestion {
  readonly finding: AdviceFinding;
  readonly files: readonly FolderFile[];
  /** The file of the folder whose way up does the same already; it may wait to be applied. */
  readonly alreadyIn: string | undefined;
}

export interface SuggestRequest extends WriteOneRequest {
  readonly findings: readonly AdviceFinding[];
}

export interface WriteOneRequest {
  readonly tool: MigrationTool;
  /** The files in the folder. */
  readonly existing: readonly FolderFile[];
  readonly now: Date;
}

const indexKinds: ReadonlySet<AdviceFix["kind"]> = new Set([
  "single",
  "composite",
  "partial",
  "covering",
  "drop",
  "rebuild",
]);

/** Findings whose index migration is sure enough to be written; of two indexes, one of which begins the other, one. */
export function suggested(findings: readonly AdviceFinding[]): readonly AdviceFinding[] {
  const sure = findings.filter(
    ({ fix, confidence }) => fix !== undefined && indexKinds.has(fix.kind) && confidence !== "low",
  );
  const designs = sure.flatMap(({ fix }) => fix?.index ?? []);
  const said = new Set<string>();
  return sure.filter(({ fix }) => {
    if (fix?.index && designs.some((other) => fix.index && isBegun(fix.index, other))) return false;
    const key = fix?.up.map(({ sql }) => sql).join(";") ?? "";
    const isNew = !said.has(key);
    said.add(key);
    return isNew;
  });
}

/** Whether an index begins another one, which answers for it. */
function isBegun(short: IndexDesign, long: IndexDesign): boolean {
  return (
    short.table === long.table &&
    short.method === long.method &&
    short.predicate === null &&
    long.predicate === null &&
    short.included.length === 0 &&
    short.keys.length < long.keys.length &&
    short.keys.every(({ text }, position) => text === long.keys[position]?.text)
  );
}

/** Writes one migration for each suggested index: each can be applied, or thrown away, by itself. */
export function writeSuggestions({ findings, existing, ...request }: SuggestRequest): readonly Suggestion[] {
  const written: FolderFile[] = [];
  return suggested(findings).map((finding) => {
    const files = writeSuggestion(finding, { ...request, existing: [...existing, ...written] });
    written.push(...files);
    return { finding, files, alreadyIn: fileThatDoes(finding, existing, request.tool) };
  });
}

/** Whether the SQL of a finding's fix belongs in a migration: maintenance is run once, by hand. */
export function isMigration(fix: AdviceFix | undefined): fix is AdviceFix {
  return fix !== undefined && fix.kind !== "maintenance";
}

/** Writes the migration that settles one finding; no files when nothing of the kind would. */
export function writeSuggestion(
  finding: AdviceFinding,
  { tool, existing, now }: WriteOneRequest,
): readonly FolderFile[] {
  const { fix, object } = finding;
  if (!isMigration(fix)) return [];
  return writeMigration({
    tool,
    what: fix.what,
    header: headerOf(finding),
    parts: [{ up: script(fix.up, object), down: script(fix.down, object) }],
    existing,
    now,
  });
}

function fileThatDoes(
  { fix }: AdviceFinding,
  existing: readonly FolderFile[],
  tool: MigrationTool,
): string | undefined {
  const file = existing.find((candidate) => {
    const { up } = tool.sections(candidate);
    const text = up && candidate.text.slice(up.start, up.end);
    return fix !== undefined && text !== undefined && fix.up.every(({ sql }) => text.includes(sql));
  });
  return file?.path;
}

function headerOf({ message, code, evidence, confidence, fix }: AdviceFinding): readonly string[] {
  return [
    message,
    `${code}, confidence ${confidence}`,
    ...evidence.map((one) => `  ${evidenceText(one)}`),
    ...(fix?.down.length === 0 ? ["There is nothing to take back."] : []),
  ].map((line) => line.replace(/[\r\n\u2028\u2029]+/g, " "));
}

function script(statements: readonly FixStatement[], object: string): MigrationScript {
  const steps = statements.map(({ sql, transaction }, segment): Step => ({
    sql,
    transaction,
    segment,
    object,
    lock: null,
    lockedTable: null,
    rewrites: false,
    scans: false,
    blocks: "nothing",
    rows: null,
    note: null,
  }));
  const segments = steps.map((step): Segment => ({
    transaction: step.transaction,
    settings: [],
    steps: [step],
  }));
  return { steps, segments, warnings: [] };
}
